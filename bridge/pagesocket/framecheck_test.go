package pagesocket

import (
	"bytes"
	"strings"
	"testing"
)

func TestFrameChecker(t *testing.T) {
	mask := "\x01\x02\x03\x04"
	text := "\x81\x85" + mask + "hello"
	tests := []struct {
		name, bytes string
		good        int // bytes before the error
		want        string
	}{
		{"a text", text, len(text), ""},
		{"two frames", text + text, 2 * len(text), ""},
		{"a length of 126", "\x82\xfe\x00\x7e" + mask + strings.Repeat("x", 126) + text, 8 + 126 + len(text), ""},
		{"a length of 65,536", "\x82\xff\x00\x00\x00\x00\x00\x01\x00\x00" + mask + strings.Repeat("x", 65536), 14 + 65536, ""},
		{"an empty close", "\x88\x80" + mask, 6, ""},
		{"a close with a code", "\x88\x82" + mask + "\x03\xe8", 8, ""},
		{"an unmasked frame, which gorilla refuses", "\x81\x05hello", 7, ""},
		{"125 in two bytes", text + "\x82\xfe\x00\x7d" + mask, len(text), "shortest form"},
		{"65,535 in eight bytes", text + "\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff" + mask, len(text), "shortest form"},
		{"the top bit", text + "\x82\xff\x80\x00\x00\x00\x00\x00\x00\x01" + mask, len(text), "top bit"},
		{"a close of one byte", text + "\x88\x81" + mask + "x", len(text), "close frame"},
	}
	for _, tt := range tests {
		for _, piece := range []int{1, 3, 1 << 20} {
			var f frameChecker
			good, reason := 0, ""
			for rest := []byte(tt.bytes); len(rest) > 0 && reason == ""; {
				n := min(piece, len(rest))
				ok, v := f.check(rest[:n])
				if v != nil {
					reason = v.Reason
				}
				good += ok
				rest = rest[n:]
			}
			if piece == 1<<20 && good != tt.good || (tt.want == "") != (reason == "") || !strings.Contains(reason, tt.want) {
				t.Errorf("%s in pieces of %d: %d good bytes, %q; want %d, %q", tt.name, piece, good, reason, tt.good, tt.want)
			}
		}
	}
}

func BenchmarkFrameChecker(b *testing.B) {
	frames := bytes.Repeat([]byte("\x82\xc0\x01\x02\x03\x04"+strings.Repeat("x", 64)), 900)
	b.SetBytes(int64(len(frames)))
	var f frameChecker
	for b.Loop() {
		if _, v := f.check(frames); v != nil {
			b.Fatal(v)
		}
	}
}
