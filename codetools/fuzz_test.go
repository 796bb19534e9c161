package codetools_test

import (
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"socketschool/codetools"
)

// FuzzTools lets all tools have any text. They must not panic, and a place that they
// report lies in the text.
func FuzzTools(f *testing.F) {
	cases, err := txtar.ParseFile("testdata/faults.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for i, c := range cases.Files {
		f.Add(string(c.Data), 20*i)
	}
	f.Add("package echo\n\nfunc Serve[T any](x T) { x.", 42)
	tools := newTools(f)
	f.Fuzz(func(t *testing.T, text string, offset int) {
		files := map[string]string{"server.go": text}
		for _, p := range tools.Check(echo, files) {
			if p.File != "" && (p.Line < 1 || p.Column < 1 || p.Column > len(text)+1) {
				t.Errorf("problem without a place: %+v", p)
			}
			if p.Message == "" || !utf8.ValidString(p.Message) && utf8.ValidString(text) {
				t.Errorf("problem without words: %+v", p)
			}
		}
		tools.Complete(files, "server.go", offset)
		once, problems := codetools.Format("server.go", text)
		if len(problems) > 0 {
			return
		}
		if twice, problems := codetools.Format("server.go", once); twice != once || len(problems) > 0 {
			t.Errorf("formatted again, %q becomes %q, %v", once, twice, problems)
		}
	})
}
