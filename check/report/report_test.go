package report_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"socketschool/check"
	"socketschool/check/report"
	"socketschool/lab/event"
)

func failed(expected, received string, differs int) check.Result {
	return check.Result{Name: "a check", Outcome: check.Failed, Cause: "It is wrong.", Steps: []check.Step{{
		Text: "a expect something", State: check.StepFailed, Why: "Other bytes came.",
		Expected: []byte(expected), Received: []byte(received), Differs: &differs,
	}}}
}

// TestCaret: the caret stands below the first byte that differs, in both lines.
func TestCaret(t *testing.T) {
	long := strings.Repeat("é", 500)
	for name, test := range map[string]struct {
		expected, received string
		differs, width     int
		lines              []string
	}{
		"at once":       {"HELLO\n", "hello\n", 0, 80, []string{`expected "HELLO\n"`, `received "hello\n"`, `          ^ byte 1: expected 48 (H), received 68 (h)`}},
		"escaped":       {"\t\x00A\n", "\t\x00B\n", 2, 80, []string{`expected "\t\x00A\n"`, `received "\t\x00B\n"`, `                ^ byte 3: expected 41 (A), received 42 (B)`}},
		"half a letter": {"HÉ", "H\xc3", 2, 80, []string{`expected "HÉ"`, `received "H\xc3"`, `           ^ byte 3: expected 89, received nothing`}},
		"too short":     {"ab\n", "ab", 2, 80, []string{`expected "ab\n"`, `received "ab"`, `            ^ byte 3: expected 0a (\n), received nothing`}},
		"wide letters":  {"你好A", "你好B", 6, 80, []string{`expected "你好A"`, `received "你好B"`, `              ^ byte 7: expected 41 (A), received 42 (B)`}},
		"narrow": {long + "A", long + "B", 1000, 50, []string{
			`expected "…éééééééééééééééA"`, `received "…éééééééééééééééB"`, `                          ^`, `byte 1001: expected 41 (A), received 42 (B)`}},
	} {
		t.Run(name, func(t *testing.T) {
			text := report.Text(failed(test.expected, test.received, test.differs), report.Style{Width: test.width})
			want := "      " + strings.Join(test.lines, "\n      ") + "\n"
			if !strings.Contains(text, want) {
				t.Errorf("got\n%s\nwant\n%s", text, want)
			}
		})
	}
}

// TestWidth: no line is wider than the terminal.
func TestWidth(t *testing.T) {
	r := failed(strings.Repeat("x", 300), strings.Repeat("x", 200), 200)
	r.Cause = strings.Repeat("a long cause ", 20) + strings.Repeat("w", 500)
	r.Source = &event.Source{File: "server.go", Line: 2}
	r.Steps[0].Why = strings.Repeat("why ", 50)
	r.Steps[0].Text = "a send " + strings.Repeat("y", 300)
	r.Steps[0].Events = []check.Event{
		{Kind: event.KindLog, Text: strings.Repeat("z", 300)},
		{Kind: event.KindRead, Client: "a", Text: "read", Source: r.Source},
	}
	source := fstest.MapFS{"server.go": {Data: []byte("package echo\n\t// " + strings.Repeat("c", 300) + "\n")}}
	for _, width := range []int{0, 40, 60, 200} {
		text := report.Text(r, report.Style{Width: width, Source: source})
		limit := width
		if width == 0 {
			limit = 80
		}
		for line := range strings.Lines(text) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > limit {
				t.Errorf("width %d: %d columns: %s", width, n, line)
			}
		}
		if n := strings.Count(text, "w"); n < 500 {
			t.Errorf("width %d: %d letters of the long word are left", width, n)
		}
	}
}

// hostile moves the cursor, sets the terminal's title, turns the writing direction, and
// has C1 controls as characters and as bytes. As HTML it would run a script.
const hostile = "\x1b[2J\x1b]0;title\a\u202e\u009b31m\x9b31m\r\b\x00\x7f\xff<img src=x onerror=alert(1)>"

// TestHostile: nothing that a server has named, sent or printed reaches the terminal as
// a control character, from whatever field.
func TestHostile(t *testing.T) {
	r := failed(hostile+"a", hostile+"b", len(hostile))
	place := &event.Source{File: hostile + ".go", Line: 1}
	r.Name, r.Cause, r.Source = hostile, hostile, &event.Source{File: "server.go", Line: 1}
	r.Steps[0].Text, r.Steps[0].Why = hostile, hostile
	r.Steps[0].Events = []check.Event{
		{Kind: event.KindLog, Text: hostile},
		{Kind: event.KindLog, Level: hostile, Text: hostile, Source: place},
		{Kind: event.KindRead, Client: hostile, Text: hostile},
	}
	r.Steps = append([]check.Step{{Text: hostile, State: check.StepPassed}}, r.Steps...)
	passed := check.Result{Name: hostile, Outcome: check.Passed}
	source := fstest.MapFS{"server.go": {Data: []byte(hostile)}}
	style := report.Style{Width: 400, Source: source}
	text := report.Text(r, style) + report.Text(passed, style) + report.Clip(hostile, 80)
	for _, c := range text {
		if c != '\n' && (unicode.IsControl(c) || c == '\u202e') {
			t.Errorf("%q in %q", c, text)
		}
	}
	if !utf8.ValidString(text) {
		t.Errorf("no UTF-8: %q", text)
	}
	if n := strings.Count(text, "<img"); n != 13 {
		t.Errorf("%d texts of the server are left: %s", n, text)
	}
}

func TestColor(t *testing.T) {
	r := failed("a", "b", 0)
	plain := report.Text(r, report.Style{})
	colored := report.Text(r, report.Style{Color: true})
	for _, want := range []string{"\x1b[31m✗\x1b[0m \x1b[1ma check\x1b[0m", "\x1b[1mLikely cause:\x1b[0m It is wrong."} {
		if !strings.Contains(colored, want) {
			t.Errorf("no %q in %q", want, colored)
		}
	}
	for strings.Contains(colored, "\x1b") {
		before, after, _ := strings.Cut(colored, "\x1b")
		_, after, _ = strings.Cut(after, "m")
		colored = before + after
	}
	if colored != plain {
		t.Errorf("without colours it is\n%s\nwant\n%s", colored, plain)
	}
}
