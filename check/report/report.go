// Package report writes the result of a check as text, for a terminal and for go test.
package report

import (
	"fmt"
	"io/fs"
	"iter"
	"strings"

	"socketschool/check"
	"socketschool/lab/event"
)

// defaultWidth is that of lines where none is known, in columns.
const defaultWidth = 80

// Style is how a result is written.
type Style struct {
	Color  bool  // escape sequences of a terminal (ECMA-48)
	Width  int   // of a line, in columns; default 80
	Source fs.FS // the server's files, of which lines are shown; may be nil
}

// Text returns a result: one line for a check that has passed, else the steps up to the
// failure, what the server did, the bytes that differ, and the likely cause. Each line
// ends with a line feed.
func Text(r check.Result, style Style) string {
	w := newWriter(style)
	if r.Outcome == check.Passed {
		w.line(0, w.paint(green, "✓")+" "+Printable(r.Name))
		return w.String()
	}
	w.line(0, w.paint(red, "✗")+" "+w.paint(bold, Printable(r.Name)))
	w.line(0, "")
	for _, step := range r.Steps {
		w.step(step)
	}
	if r.Cause != "" {
		w.line(0, "")
		w.wrap(2, w.paint(bold, "Likely cause:")+" ", "Likely cause: "+r.Cause)
	}
	if text := w.sourceLine(r.Source); text != "" {
		w.line(4, text)
	}
	return w.String()
}

// The colours, as parameters of SGR.
const (
	bold  = "1"
	faint = "2"
	red   = "31"
	green = "32"
)

type writer struct {
	strings.Builder
	style Style
}

func newWriter(style Style) *writer {
	if style.Width <= 0 {
		style.Width = defaultWidth
	}
	style.Width = max(style.Width, 40)
	return &writer{style: style}
}

func (w *writer) paint(color, text string) string {
	if !w.style.Color || text == "" {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}

func (w *writer) line(indent int, text string) {
	if text != "" {
		w.WriteString(strings.Repeat(" ", indent))
		w.WriteString(strings.TrimRight(text, " "))
	}
	w.WriteByte('\n')
}

// maxWrapped bounds the lines of a text that is wrapped: a panic may print anything.
const maxWrapped = 20

// wrap writes text in lines that fit. painted replaces as many bytes at its beginning
// as the text has without colours.
func (w *writer) wrap(indent int, painted, text string) {
	plain := stripColor(painted)
	line, columns := "", 0
	flush := func() {
		if line != "" {
			w.line(indent, strings.Replace(line, plain, painted, 1))
			plain = "\x00" // it stands in the first line alone
		}
		line, columns = "", 0
	}
	if plain == "" {
		plain = "\x00"
	}
	room := w.style.Width - indent
	for word := range words(text, room) {
		size := columnsOf(word)
		if columns > 0 && columns+1+size > room {
			flush()
		}
		if columns > 0 {
			line += " "
			columns++
		}
		line += word
		columns += size
	}
	flush()
}

// words yields the words of a text, of which a long one is cut in several, and no more
// than fits into maxWrapped lines.
func words(text string, room int) iter.Seq[string] {
	text = clip(Printable(strings.Join(strings.Fields(text), " ")), maxWrapped*room)
	return func(yield func(string) bool) {
		for word := range strings.FieldsSeq(text) {
			for columnsOf(word) > room {
				part := fitting(word, room)
				if !yield(part) {
					return
				}
				word = word[len(part):]
			}
			if !yield(word) {
				return
			}
		}
	}
}

func stripColor(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == 0x1b {
			if end := strings.IndexByte(text[i:], 'm'); end >= 0 {
				i += end
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// step writes a step and what belongs to it.
func (w *writer) step(s check.Step) {
	switch s.State {
	case check.StepPassed:
		w.line(2, w.paint(green, "✓")+" "+w.clip(4, Printable(s.Text)))
	case check.StepFailed:
		w.line(2, w.paint(red, "✗")+" "+w.paint(bold, w.clip(4, Printable(s.Text))))
	default:
		w.line(2, "· "+w.clip(4, Printable(s.Text)))
	}
	for _, e := range s.Events {
		w.event(e)
	}
	if s.State != check.StepFailed {
		return
	}
	w.wrap(6, "", s.Why)
	if s.Differs != nil && len(s.Received) > 0 {
		w.line(0, "")
		for _, line := range w.difference(6, s.Expected, s.Received, *s.Differs) {
			w.line(6, line)
		}
	}
}

// placeColumns is the width of the column with the lines of the server.
const placeColumns = 14

func (w *writer) event(e check.Event) {
	if e.Kind == event.KindFailed {
		return // the cause has it
	}
	place := ""
	if e.Source != nil {
		place = Printable(fmt.Sprintf("%s:%d", e.Source.File, e.Source.Line))
	}
	text := Printable(e.Text)
	switch {
	case e.Kind == event.KindLog && e.Level == "":
		text = "print: " + text
	case e.Kind == event.KindLog:
		text = "log: " + Printable(e.Level) + " " + text
	case e.Client != "":
		text = strings.ToUpper(Printable(e.Client)) + ": " + text
	}
	pad := strings.Repeat(" ", max(0, placeColumns-columnsOf(place)))
	w.line(6, w.paint(faint, place+pad+" "+w.clip(6+placeColumns+1, text)))
}

// clip cuts text that does not fit behind so many columns.
func (w *writer) clip(before int, text string) string { return clip(text, w.style.Width-before) }

// Clip returns text as one line that fits into so many columns of a terminal.
func Clip(text string, columns int) string { return clip(Printable(text), columns) }

func clip(text string, room int) string {
	if columnsOf(text) <= room {
		return text
	}
	return fitting(text, room-1) + "…"
}

// fitting returns the beginning of text that takes so many columns at most.
func fitting(text string, room int) string {
	columns := 0
	for i, r := range text {
		if columns += width(r); columns > room {
			return text[:i]
		}
	}
	return text
}

// sourceLine returns a line of the server as it stands in its file, or "".
func (w *writer) sourceLine(s *event.Source) string {
	if s == nil || w.style.Source == nil || !fs.ValidPath(s.File) {
		return ""
	}
	text, err := fs.ReadFile(w.style.Source, s.File)
	if err != nil {
		return ""
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		if number++; number == s.Line {
			place := Printable(fmt.Sprintf("%s:%d", s.File, s.Line))
			code := Printable(strings.TrimSpace(line))
			return w.paint(faint, place+" │ ") + w.clip(4+columnsOf(place)+3, code)
		}
	}
	return ""
}
