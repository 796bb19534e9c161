package lab

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"unicode/utf8"

	"socketschool/lab/event"
	"socketschool/lab/trace"
)

// peerKey is the attribute that names the connection that a record is about.
const peerKey = "peer"

// maxValue bounds one attribute or message, in bytes: a server may log a megabyte,
// and the event log must not keep thousands of them.
const maxValue = 1024

// logHandler is the slog.Handler of an example server. It makes an event of each
// record.
type logHandler struct {
	lab    *Lab
	prefix string      // of open groups, "a.b."
	attrs  event.Attrs // of With
	conn   uint64      // of the peer of With
	peer   string
}

func (h *logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *logHandler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	c := *h
	c.prefix += name + "."
	return &c
}

func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = append(event.Attrs(nil), h.attrs...)
	for _, a := range attrs {
		c.add(a, c.prefix)
	}
	return &c
}

func (h *logHandler) Handle(_ context.Context, rec slog.Record) error {
	c := *h
	c.attrs = append(make(event.Attrs, 0, len(h.attrs)+rec.NumAttrs()), h.attrs...)
	rec.Attrs(func(a slog.Attr) bool {
		c.add(a, c.prefix)
		return true
	})
	h.lab.events.Append(&event.Event{
		Kind:    event.KindLog,
		Conn:    c.conn,
		Peer:    c.peer,
		Level:   rec.Level.String(),
		Message: clip(rec.Message),
		Attrs:   c.attrs,
		Source:  h.lab.sourceOf(rec.PC),
	})
	return nil
}

// add appends one attribute. A group becomes attributes with dotted keys. A
// top-level peer also sets the record's connection. It is looked up now, since a
// record of a With may come after the connection's end.
func (h *logHandler) add(a slog.Attr, prefix string) {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, member := range v.Group() {
			h.add(member, prefix)
		}
		return
	}
	if a.Key == "" && v.Any() == nil {
		return
	}
	if prefix == "" && a.Key == peerKey {
		h.peer = v.String()
		h.conn = h.lab.tracer.ConnNumber(h.peer)
	}
	h.attrs = append(h.attrs, newAttr(prefix+a.Key, v))
}

// newAttr returns an attribute with the value's present text, since the server may
// change the value later.
func newAttr(key string, v slog.Value) event.Attr {
	text := v.String()
	switch v.Kind() {
	case slog.KindString:
		return event.Attr{Key: key, Text: clip(text)}
	case slog.KindInt64, slog.KindUint64, slog.KindBool:
		return event.Attr{Key: key, Text: text, JSON: true}
	}
	switch of := v.Any().(type) {
	case []byte:
		text = string(of)
	case error:
		text = of.Error()
	case fmt.Stringer:
		if v.Kind() == slog.KindAny {
			text = of.String()
		}
	}
	return event.Attr{Key: key, Text: clip(text)}
}

// clip shortens text to maxValue, at the start of a rune.
func clip(text string) string {
	if len(text) <= maxValue {
		return text
	}
	cut := maxValue
	for cut > maxValue-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// sourceOf returns the line of a program counter. It caches lines: a lookup costs
// more than the rest of an event, and a server logs from few lines.
func (l *Lab) sourceOf(pc uintptr) *event.Source {
	if pc == 0 {
		return nil
	}
	if known, ok := l.sources.Load(pc); ok {
		return known.(*event.Source)
	}
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	src := trace.SourceAt(frame)
	l.sources.Store(pc, src)
	return src
}
