package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenTarget(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string // in the error; empty for none
	}{
		{"empty", nil, ""},
		{"a former export", map[string]string{manifestFile: "lessons/a/index.html\nindex.html\n", "lessons/a/index.html": "", "index.html": "changed"}, ""},
		{"a killed export within", map[string]string{manifestFile: "index.html\n", "index.html": "", stagingPrefix + "site-1/new/index.html": ""}, ""},
		{"other files", map[string]string{"thesis.tex": ""}, "not a former export"},
		{"an export with another file", map[string]string{manifestFile: "index.html\n", "CNAME": ""}, "holds CNAME"},
		{"an export with a repository", map[string]string{manifestFile: "index.html\n", ".git/HEAD": ""}, "holds .git,"},
		{"a forged list", map[string]string{manifestFile: "thesis.tex\n", "thesis.tex": ""}, `lists "thesis.tex"`},
		{"a forged list of a script", map[string]string{manifestFile: "static/mine.js\n", "static/mine.js": ""}, `lists "static/mine.js"`},
		{"a forged list that leads out", map[string]string{manifestFile: "../index.html\n"}, `lists "../index.html"`},
		{"an empty list", map[string]string{manifestFile: ""}, `lists ""`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, tt.files)
			_, err := openTarget(dir)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	file := filepath.Join(t.TempDir(), "file")
	put(t, filepath.Dir(file), map[string]string{"file": ""})
	if _, err := openTarget(file); err == nil || !strings.Contains(err.Error(), "not a folder") {
		t.Errorf("a file: %v", err)
	}
	t.Chdir(t.TempDir())
	if _, err := openTarget("."); err == nil || !strings.Contains(err.Error(), "the one you are in") {
		t.Errorf("the current folder: %v", err)
	}
}

// TestLinksWithin has a list name links: to a file, to a folder, and the list
// itself.
func TestLinksWithin(t *testing.T) {
	other := t.TempDir()
	put(t, other, map[string]string{"index.html": "mine", manifestFile: "index.html\n"})
	for _, name := range []string{"index.html", "lessons", manifestFile} {
		dir := t.TempDir()
		put(t, dir, map[string]string{"404.html": ""})
		if name != manifestFile {
			put(t, dir, map[string]string{manifestFile: "404.html\nindex.html\nlessons/index.html\n"})
		}
		to := filepath.Join(other, name)
		if name == "lessons" {
			to = other
		}
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := openTarget(dir); err == nil {
			t.Errorf("%s as a link is taken", name)
		}
	}
}

// TestExportedPaths holds the pattern to all that an export writes.
func TestExportedPaths(t *testing.T) {
	for name := range compressedSite(t, config(t)) {
		if !exportedPath.MatchString(name) {
			t.Errorf("%s does not match", name)
		}
	}
}
