package logs

import (
	"context"
	"log/slog"
	"time"
)

const (
	slow      = 200 * time.Millisecond // a request that takes as long is unusual
	perSecond = 10                     // changes of the level by a connection
)

// record writes the record of a request.
func (c *client) record(log *slog.Logger, took time.Duration, size int, problem error) {
	level := slog.LevelInfo
	if problem != nil || took >= slow {
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{slog.Duration("duration", took), slog.Int("bytes", size)}
	if problem != nil {
		attrs = append(attrs, slog.Any("error", problem))
	}
	log.LogAttrs(context.Background(), level, "request", attrs...)
}

// A sampler chooses the records that are written, and counts the others.
type sampler struct {
	second  time.Time // when the present second began
	written int       // in it
	leftOut int       // since the last one that was written
}

// take reports whether a record may be written, and how many were left out
// before it.
func (s *sampler) take(now time.Time) (ok bool, leftOut int) {
	if now.Sub(s.second) >= time.Second {
		s.second, s.written = now, 0
	}
	if s.written >= perSecond {
		s.leftOut++
		return false, 0
	}
	s.written++
	leftOut, s.leftOut = s.leftOut, 0
	return true, leftOut
}
