package lab

import (
	"context"
	"fmt"
	"log/slog"
	"path"
	"runtime"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// peerKey is the attribute by which a record names the connection it is about.
const peerKey = "peer"

// maxValue bounds one attribute or message, in bytes: a learner's server may
// log a megabyte, the ring must not keep thousands of them.
const maxValue = 1024

// recorder is the slog.Handler an example server logs to: each record becomes
// an event of its lab.
type recorder struct {
	lab    *Lab
	prefix string // of open groups, "a.b."
	attrs  Attrs  // given by With
	conn   uint64 // of the peer given by With
	peer   string
}

func (r *recorder) Enabled(context.Context, slog.Level) bool { return true }

func (r *recorder) WithGroup(name string) slog.Handler {
	if name == "" {
		return r
	}
	c := *r
	c.prefix += name + "."
	return &c
}

func (r *recorder) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *r
	c.attrs = append(Attrs(nil), r.attrs...)
	for _, a := range attrs {
		c.add(a, c.prefix)
	}
	return &c
}

func (r *recorder) Handle(_ context.Context, rec slog.Record) error {
	c := *r
	c.attrs = append(make(Attrs, 0, len(r.attrs)+rec.NumAttrs()), r.attrs...)
	rec.Attrs(func(a slog.Attr) bool {
		c.add(a, c.prefix)
		return true
	})
	r.lab.events.append(&Event{
		Kind:    Record,
		Conn:    c.conn,
		Peer:    c.peer,
		Level:   rec.Level.String(),
		Message: clip(rec.Message),
		Attrs:   c.attrs,
		Source:  r.lab.sourceOf(rec.PC),
	})
	return nil
}

// add appends one attribute, groups flattened to dotted keys. A top-level peer
// also ties the record to a connection: it is looked up now, since a record
// written through With may come after the connection's end.
func (r *recorder) add(a slog.Attr, prefix string) {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, member := range v.Group() {
			r.add(member, prefix)
		}
		return
	}
	if a.Key == "" && v.Any() == nil {
		return
	}
	if prefix == "" && a.Key == peerKey {
		r.peer = v.String()
		r.conn = r.lab.conns.number(r.peer)
	}
	r.attrs = append(r.attrs, newAttr(prefix+a.Key, v))
}

// newAttr takes the value's text now: what a server logged must not change with
// what it does next.
func newAttr(key string, v slog.Value) Attr {
	text := v.String()
	switch v.Kind() {
	case slog.KindString:
		return Attr{Key: key, Text: clip(text)}
	case slog.KindInt64, slog.KindUint64, slog.KindBool:
		return Attr{Key: key, Text: text, JSON: true}
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
	return Attr{Key: key, Text: clip(text)}
}

// quoteIfNeeded writes text as slog.TextHandler does, so that a page can show
// key=value as it stands and a byte that is not text is never lost to JSON.
func quoteIfNeeded(text string) string {
	bad := func(c rune) bool {
		return c == utf8.RuneError || c == ' ' || c == '"' || c == '=' || !unicode.IsPrint(c)
	}
	if text == "" || strings.ContainsFunc(text, bad) {
		return strconv.Quote(text)
	}
	return text
}

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

// sourceOf finds the line of a program counter. Looking one up costs more than
// the rest of an event, and a server logs from few lines: each is kept.
func (l *Lab) sourceOf(pc uintptr) *Source {
	if pc == 0 {
		return nil
	}
	if known, ok := l.sources.Load(pc); ok {
		return known.(*Source)
	}
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	src := sourceAt(frame)
	l.sources.Store(pc, src)
	return src
}

func sourceAt(frame runtime.Frame) *Source {
	if frame.File == "" {
		return nil
	}
	return &Source{File: path.Base(frame.File), Line: frame.Line}
}
