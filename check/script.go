package check

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxQuoted bounds the bytes of a text that a sentence shows.
const maxQuoted = 60

// quote returns the text of a script that stands for p, in quotes.
func quote(p []byte) string {
	var b strings.Builder
	b.Grow(len(p) + 2)
	b.WriteByte('"')
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == utf8.RuneError || !unicode.IsPrint(r):
			// U+FFFD as well: what came is bytes, and a report shows which.
			for _, c := range p[:size] {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteRune(r)
		}
		p = p[size:]
	}
	b.WriteByte('"')
	return b.String()
}

// clipped returns quote of the beginning of p, and how much more there is.
func clipped(p []byte) string {
	if len(p) <= maxQuoted {
		return quote(p)
	}
	return fmt.Sprintf("%s and %d more bytes", quote(p[:maxQuoted]), len(p)-maxQuoted)
}

// sendText returns the script's text for data. A text that is repeated is written
// once, with the number of times.
func sendText(data string) string {
	if n := period(data); n < len(data) && len(data) > maxQuoted {
		return fmt.Sprintf("%s times %d", quote([]byte(data[:n])), len(data)/n)
	}
	return quote([]byte(data))
}

// period returns the length of the shortest text of which data consists, repeated. It
// looks for no longer one than maxQuoted bytes.
func period(data string) int {
	for n := 1; n <= min(maxQuoted, len(data)/2); n++ {
		if len(data)%n == 0 && strings.Repeat(data[:n], len(data)/n) == data {
			return n
		}
	}
	return len(data)
}

// duration returns a time as a script has it: "300ms" or "2s".
func duration(d time.Duration) string {
	if d%time.Second == 0 {
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}
