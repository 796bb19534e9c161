package logs

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

const (
	slow      = 200 * time.Millisecond // a request that takes as long is unusual
	perSecond = 10                     // records of a connection's requests, at each level
)

// record writes the record of a request, unless there are too many. At DEBUG it
// writes them all: that is what was asked for.
func (c *client) record(number int64, took time.Duration, size int, problem error) {
	ctx := context.Background()
	level, sample := slog.LevelInfo, &c.ordinary
	if problem != nil || took >= slow {
		level, sample = slog.LevelWarn, &c.unusual
	}
	if !c.log.Enabled(ctx, level) {
		return
	}
	leftOut := 0
	if !c.log.Enabled(ctx, slog.LevelDebug) {
		var ok bool
		if ok, leftOut = sample.take(time.Now()); !ok {
			return
		}
	}
	text := fmt.Sprintf("request %d took %v for %d bytes", number, took, size)
	if problem != nil {
		text += fmt.Sprintf(", but %v", problem)
	}
	if leftOut > 0 {
		text += fmt.Sprintf(", %d left out before it", leftOut)
	}
	c.log.Log(ctx, level, text)
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
