package check_test

import (
	"testing"

	"socketschool/check"
)

// TestParseCrash finds the server's line among those of Go and of what checks, wherever
// the learner's folder is.
func TestParseCrash(t *testing.T) {
	const trace = `

goroutine 7 [running]:
example.com/echo.parse({0xc000012345, 0x6})
	/home/me/lab/check/my server.go:12 +0x1d
example.com/echo.(*server).handle(0xc0000a0000, {0x7f, 0xc1})
	/home/me/lab/check/server.go:40 +0x2b
socketschool/lab.(*Lab).run(...)
	socketschool/lab/run.go:9
created by socketschool/lab.Start in goroutine 1
	socketschool/lab/run.go:5 +0x9
`
	const ours = `

goroutine 7 [running]:
strings.Repeat({0x1, 0x2}, 0xffffffffffffffff)
	/usr/local/go/src/strings/strings.go:620 +0x5
socketschool/check.(*T).step(0xc0)
	/home/me/shout/socketschool/check/t.go:80 +0x1
`
	for name, test := range map[string]struct {
		stderr     string
		text, file string
		line       int
	}{
		"a folder below lab":        {"hello\npanic: boom" + trace, "panic: boom", "my server.go", 12},
		"a print without line feed": {"hello panic: boom" + trace, "panic: boom", "my server.go", 12},
		"repanicked":                {"panic: boom [recovered, repanicked]" + trace, "panic: boom", "my server.go", 12},
		"deadlock":                  {"fatal error: all goroutines are asleep - deadlock!" + trace, "fatal error: all goroutines are asleep - deadlock!", "my server.go", 12},
		"no line of the server":     {"panic: boom" + ours, "panic: boom", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := check.ParseCrash(test.stderr, 2)
			if got.Text != test.text {
				t.Errorf("text %q, want %q", got.Text, test.text)
			}
			switch {
			case test.file == "" && got.Source != nil:
				t.Errorf("source %+v, want none", got.Source)
			case test.file != "" && (got.Source == nil || got.Source.File != test.file || got.Source.Line != test.line):
				t.Errorf("source %+v, want %s:%d", got.Source, test.file, test.line)
			}
		})
	}
}
