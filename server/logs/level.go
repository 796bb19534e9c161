package logs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// levelHandler passes on the records from a level up. The level may change at
// any time, for all loggers that have the handler. It is asked in place of the
// level that the handler behind it may have.
type levelHandler struct {
	slog.Handler
	level *slog.LevelVar
}

// Enabled is asked before a record is made.
func (h levelHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.level.Level()
}

// WithAttrs is what log.With calls: its logger has the level, too.
func (h levelHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return levelHandler{h.Handler.WithAttrs(attrs), h.level}
}

// WithGroup is the same for log.WithGroup.
func (h levelHandler) WithGroup(name string) slog.Handler {
	return levelHandler{h.Handler.WithGroup(name), h.level}
}

// levels has no ERROR: warnings cannot be switched off.
var levels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn}

// The errors are constants: what a client sends stays out of the log.
var (
	errNoLevel = errors.New("the levels are debug, info and warn")
	errTooMany = fmt.Errorf("more than %d changes of the level in a second", perSecond)
)

// setLevel changes how much all connections log, and returns the answer to who
// asked for it. A change is a warning: it explains why the log is another. So
// none is left out of the log, and too many are refused.
func (c *client) setLevel(name string, log *slog.Logger) (string, error) {
	level, ok := levels[name]
	if !ok {
		return "", errNoLevel
	}
	if before := c.service.level.Level(); level != before {
		if ok, _ := c.changes.take(time.Now()); !ok {
			return "", errTooMany
		}
		log.Warn("level changed", "from", before, "to", level)
		c.service.level.Set(level)
	}
	return "level is " + level.String(), nil
}
