package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is how some bytes are shown: a character, or an escape sequence of Go.
type token struct {
	end  int // index of the byte behind it
	text string
}

// tokens returns how bytes are shown between quotation marks.
func tokens(p []byte) []token {
	var all []token
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRune(p[i:])
		text := string(r)
		switch {
		case r == utf8.RuneError && size == 1:
			text = fmt.Sprintf(`\x%02x`, p[i])
		case r == '\n':
			text = `\n`
		case r == '\r':
			text = `\r`
		case r == '\t':
			text = `\t`
		case r == '"' || r == '\\':
			text = `\` + text
		case r < utf8.RuneSelf && !unicode.IsPrint(r):
			text = fmt.Sprintf(`\x%02x`, r)
		case !unicode.IsPrint(r) || r == utf8.RuneError:
			text = fmt.Sprintf(`\u%04x`, r)
		}
		i += size
		all = append(all, token{i, text})
	}
	return all
}

// contextColumns is how much is shown before the first byte that differs.
const contextColumns = 24

// difference returns lines that show where received differs from expected, with a caret
// below the first byte that does.
func (w *writer) difference(indent int, expected, received []byte, differs int) []string {
	const head = len(`expected "`)
	room := w.style.Width - indent - head - len(`…"`)
	wanted, got := tokens(expected), tokens(received)
	// Both are the same before the token with the byte that differs, so that one start
	// serves both.
	start, columns := 0, 0
	i := min(indexOf(wanted, differs), indexOf(got, differs))
	for j := i - 1; j >= 0; j-- {
		if columns += columnsOf(got[j].text); columns > min(contextColumns, room/2) {
			start = j + 1
			break
		}
	}
	before := 0
	for j := start; j < i; j++ {
		before += columnsOf(got[j].text)
	}
	caret := head + before
	if start > 0 {
		caret++ // for the "…"
	}
	wantedByte, gotByte := byteAt(expected, differs), byteAt(received, differs)
	note := fmt.Sprintf("byte %d: expected %s, received %s", differs+1, wantedByte, gotByte)
	pad := strings.Repeat(" ", caret)
	if indent+caret+2+len(note) > w.style.Width {
		return []string{
			w.paint(faint, "expected ") + quoted(wanted, start, room),
			w.paint(faint, "received ") + quoted(got, start, room),
			pad + w.paint(red, "^"),
			w.paint(red, w.clip(indent, note)),
		}
	}
	return []string{
		w.paint(faint, "expected ") + quoted(wanted, start, room),
		w.paint(faint, "received ") + quoted(got, start, room),
		pad + w.paint(red, "^ "+note),
	}
}

// indexOf returns the index of the token with a byte, or the number of tokens.
func indexOf(all []token, at int) int {
	for i, t := range all {
		if t.end > at {
			return i
		}
	}
	return len(all)
}

// byteAt returns a byte in hexadecimal, with the character that it is.
func byteAt(p []byte, i int) string {
	if i >= len(p) {
		return "nothing"
	}
	text := fmt.Sprintf("%02x", p[i])
	if p[i] < utf8.RuneSelf {
		return text + " (" + tokens(p[i : i+1])[0].text + ")"
	}
	return text
}

// quoted returns tokens between quotation marks, as many as fit.
func quoted(all []token, start, room int) string {
	var b strings.Builder
	b.WriteByte('"')
	if start > 0 {
		b.WriteString("…")
		room--
	}
	for _, t := range all[min(start, len(all)):] {
		if room -= columnsOf(t.text); room < 0 {
			b.WriteString("…")
			break
		}
		b.WriteString(t.text)
	}
	b.WriteByte('"')
	return b.String()
}

// Printable returns text with what would move a terminal's cursor or change its state
// as escape sequences of Go.
func Printable(text string) string {
	var b strings.Builder
	for _, t := range tokens([]byte(text)) {
		switch t.text {
		case `\"`, `\\`:
			b.WriteString(t.text[1:])
		case `\ufffd`:
			b.WriteString("\uFFFD")
		default:
			b.WriteString(t.text)
		}
	}
	return b.String()
}

// columnsOf returns how many columns of a terminal text takes.
func columnsOf(text string) (n int) {
	for _, r := range text {
		n += width(r)
	}
	return n
}

// wide are the characters that take two columns (UAX #11), roughly.
var wide = []*unicode.RangeTable{unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana}

func width(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, wide...) || 0x1f300 <= r && r <= 0x1faff:
		return 2
	}
	return 1
}
