package codetools_test

import (
	"testing"

	"socketschool/codetools"
)

func TestFormat(t *testing.T) {
	text, problems := codetools.Format("a.go", "package echo\nfunc f( ){x:=1}")
	if want := "package echo\n\nfunc f() { x := 1 }\n"; text != want || problems != nil {
		t.Errorf("got %q, %v; want %q", text, problems, want)
	}
	for _, text := range []string{"package echo\nfunc f( {", "not Go", "package echo\nvar x = '"} {
		got, problems := codetools.Format("a.go", text)
		if len(problems) == 0 || got != "" {
			t.Fatalf("%q is formatted: %q", text, got)
		}
		if p := problems[0]; p.File != "a.go" || p.Line < 1 || p.Column < 1 || p.Message == "" {
			t.Errorf("%q: %+v", text, p)
		}
	}
}
