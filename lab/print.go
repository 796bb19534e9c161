package lab

import (
	"bytes"
	"fmt"
	"log/slog"

	"socketschool/lab/event"
)

// maxPrintedLines bounds the events of one Print.
const maxPrintedLines = 100

// Print records what the program has printed to standard output or standard error:
// one log event without a level for each line of p. here says that the calling
// goroutine is the one that prints: the events then have its line of source.
func (l *Lab) Print(p []byte, here bool) {
	var source *event.Source
	if here {
		source = l.tracer.Caller()
	}
	p = bytes.TrimSuffix(p, []byte("\n"))
	more := bytes.Count(p, []byte("\n")) + 1 - maxPrintedLines
	for range maxPrintedLines {
		line, rest, found := bytes.Cut(p, []byte("\n"))
		l.print(string(line), source)
		if p = rest; !found {
			return
		}
	}
	l.print(fmt.Sprintf("… and %d more lines", more), source)
}

func (l *Lab) print(line string, source *event.Source) {
	l.events.Append(&event.Event{Kind: event.KindLog, Message: clip(line), Source: source})
}

// Warn records a warning of the place in which the program runs, about what it has
// just called. It must be called on the goroutine of the call.
func (l *Lab) Warn(message string) {
	l.events.Append(&event.Event{
		Kind:    event.KindLog,
		Level:   slog.LevelWarn.String(),
		Message: clip(message),
		Source:  l.tracer.Caller(),
	})
}
