package stdlib

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLibrary(t *testing.T) {
	packages := []Package{
		{"a/b", []byte("export"), map[string]string{"": "Package b.", "T.M": "M does."}},
		{"c", nil, nil},
	}
	file := Encode(packages)
	if !bytes.Equal(file, Encode(packages)) {
		t.Error("the same packages give two files")
	}
	l, err := Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/b", "c"}, l.Paths()); diff != "" {
		t.Error(diff)
	}
	if got := string(l.Export("a/b")); got != "export" {
		t.Errorf("export data %q", got)
	}
	if l.Export("d") != nil {
		t.Error("export data of a package that is not there")
	}
	for _, tt := range []struct{ path, name, want string }{
		{"a/b", "", "Package b."},
		{"a/b", "T.M", "M does."},
		{"a/b", "T", ""},
		{"c", "T", ""},
		{"d", "T", ""},
	} {
		if got := l.Doc(tt.path, tt.name); got != tt.want {
			t.Errorf("Doc(%q, %q) = %q, want %q", tt.path, tt.name, got, tt.want)
		}
	}
	for n := range file {
		if n == len(Encode(nil)) || n == len(Encode(packages[:1])) {
			continue // a whole file of fewer packages
		}
		if _, err := Decode(file[:n]); err == nil {
			t.Errorf("a file that ends after %d bytes is decoded", n)
		}
	}
}
