package logs

import (
	"context"
	"fmt"
	"log/slog"
)

// levelHandler passes on the records from a level up. The other methods are
// those of the handler that is embedded.
type levelHandler struct {
	slog.Handler
	level *slog.LevelVar
}

// Enabled is asked before a record is made.
func (h levelHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.level.Level()
}

// levels has no ERROR: warnings cannot be switched off.
var levels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn}

// setLevel changes how much all connections log, and returns the answer to who
// asked for it. A change is a warning: it explains why the log is another.
func (s *service) setLevel(name string, log *slog.Logger) (string, error) {
	level, ok := levels[name]
	if !ok {
		return "", fmt.Errorf("no level %q: there are debug, info and warn", name)
	}
	log.Warn("level changed", "from", s.level.Level(), "to", level)
	s.level.Set(level)
	return "level is " + level.String(), nil
}
