package event

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AppendJSON appends the event's JSON without empty fields. It is written by hand:
// a flooded server makes tens of thousands of events a second, and encoding/json
// takes as long for one as the server takes to cause it.
func (e *Event) AppendJSON(b []byte) []byte {
	b = append(b, `{"seq":`...)
	b = strconv.AppendUint(b, e.Seq, 10)
	b = appendTime(append(b, `,"at":`...), e.At)
	b = appendString(append(b, `,"kind":`...), string(e.Kind))
	if e.Conn != 0 {
		b = strconv.AppendUint(append(b, `,"conn":`...), e.Conn, 10)
	}
	b = appendText(b, `,"peer":`, e.Peer)
	b = appendText(b, `,"call":`, string(e.Call))
	if e.Bytes != 0 {
		b = strconv.AppendInt(append(b, `,"bytes":`...), int64(e.Bytes), 10)
	}
	if e.Data.n > 0 {
		b = base64.StdEncoding.AppendEncode(append(b, `,"data":"`...), e.Data.b[:e.Data.n])
		b = append(b, '"')
	}
	if !e.Deadline.IsZero() {
		b = appendTime(append(b, `,"deadline":`...), e.Deadline)
	}
	b = appendRecords(b, e.TLS)
	b = appendText(b, `,"level":`, e.Level)
	b = appendText(b, `,"message":`, e.Message)
	if len(e.Attrs) > 0 {
		b = e.Attrs.appendJSON(append(b, `,"attrs":`...))
	}
	if e.Source != nil {
		b = appendString(append(b, `,"source":{"file":`...), e.Source.File)
		b = strconv.AppendInt(append(b, `,"line":`...), int64(e.Source.Line), 10)
		b = append(b, '}')
	}
	return append(appendText(b, `,"error":`, e.Error), '}')
}

// MarshalJSON implements json.Marshaler.
func (e Event) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil), nil }

// appendJSON appends one object, in order. A key that was logged twice is there
// twice, as in slog's handlers. Numbers and booleans are JSON values, all else is
// the text that slog.TextHandler prints.
func (as Attrs) appendJSON(b []byte) []byte {
	b = append(b, '{')
	for i, a := range as {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, a.Key), ':')
		if a.JSON {
			b = append(b, a.Text...)
		} else {
			b = appendString(b, quoteIfNeeded(a.Text))
		}
	}
	return append(b, '}')
}

// MarshalJSON implements json.Marshaler.
func (as Attrs) MarshalJSON() ([]byte, error) { return as.appendJSON(nil), nil }

// quoteIfNeeded quotes text as slog.TextHandler does, so that a page can show
// key=value, and JSON loses no byte that is not text.
func quoteIfNeeded(text string) string {
	bad := func(c rune) bool {
		return c == utf8.RuneError || c == ' ' || c == '"' || c == '=' || !unicode.IsPrint(c)
	}
	if text == "" || strings.ContainsFunc(text, bad) {
		return strconv.Quote(text)
	}
	return text
}

func appendRecords(b []byte, records []TLSRecord) []byte {
	if len(records) == 0 {
		return b
	}
	b = append(b, `,"tls":[`...)
	for i, r := range records {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, `{"type":`...), r.Type)
		b = strconv.AppendInt(append(b, `,"bytes":`...), int64(r.Bytes), 10)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendTime(b []byte, t time.Time) []byte {
	b = t.AppendFormat(append(b, '"'), time.RFC3339Nano)
	return append(b, '"')
}

// appendText appends a member unless its text is empty.
func appendText(b []byte, key, text string) []byte {
	if text == "" {
		return b
	}
	return appendString(append(b, key...), text)
}

// appendString appends s as a JSON string (RFC 8259, section 7). Bytes that are not
// UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	done := 0 // s[:done] is in b
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[done:i]...), "\ufffd"...)
				done = i + 1
			}
			i += size
			continue
		}
		switch {
		case c == '"' || c == '\\':
			b = append(append(b, s[done:i]...), '\\', c)
			done = i + 1
		case c < ' ':
			b = append(append(b, s[done:i]...), '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
			done = i + 1
		}
		i++
	}
	return append(append(b, s[done:]...), '"')
}
