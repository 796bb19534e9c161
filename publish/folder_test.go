package publish

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// put writes files into dir, by path and content.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		if err := writeFile(filepath.Join(dir, name), []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
}

// names lists the files in dir.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			below, _ := filepath.Rel(dir, name)
			all = append(all, filepath.ToSlash(below))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCheckFolder(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string // in the error; empty for none
	}{
		{"empty", nil, ""},
		{"a former export", map[string]string{markFile: "a/b.html\nindex.html\n", "a/b.html": "", "index.html": "changed"}, ""},
		{"somebody's files", map[string]string{"thesis.tex": ""}, "not a former export"},
		{"an export with a file of somebody's", map[string]string{markFile: "index.html\n", "CNAME": ""}, "holds CNAME"},
		{"an export with a repository", map[string]string{markFile: "index.html\n", ".git/HEAD": ""}, "holds .git,"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, tt.files)
			err := checkFolder(dir)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	file := filepath.Join(t.TempDir(), "file")
	put(t, filepath.Dir(file), map[string]string{"file": ""})
	if err := checkFolder(file); err == nil || !strings.Contains(err.Error(), "not a folder") {
		t.Errorf("a file: %v", err)
	}
	t.Chdir(t.TempDir())
	if err := checkFolder("."); err == nil || !strings.Contains(err.Error(), "the one you are in") {
		t.Errorf("the current folder: %v", err)
	}
}

func someFiles(content string) *fileSet {
	return &fileSet{files: []file{
		{path: "index.html", content: []byte(content), gz: []byte("gz")},
		{path: "lessons/echo/index.html", content: []byte(content)},
	}}
}

func TestReplaceFolder(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "deep", "site")
	want := []string{markFile, "index.html", "index.html.gz", "lessons/echo/index.html"}
	for _, content := range []string{"one", "two"} {
		if err := checkFolder(dir); err != nil {
			t.Fatal(err)
		}
		if err := replaceFolder(t.Context(), dir, someFiles(content)); err != nil {
			t.Fatal(err)
		}
		if got := names(t, dir); !slices.Equal(got, want) {
			t.Errorf("wrote %q, want %q", got, want)
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "index.html")); string(got) != content {
			t.Errorf("index.html is %q, want %q", got, content)
		}
	}
	if got := names(t, parent); len(got) != len(want) {
		t.Errorf("beside the site: %q", got)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o055 != 0o055 {
		t.Errorf("a web server cannot read the folder: %v, %v", info.Mode(), err)
	}
}

func TestReplaceFolderThroughALink(t *testing.T) {
	parent := t.TempDir()
	dir, link := filepath.Join(parent, "v1"), filepath.Join(parent, "site")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("v1", link); err != nil {
		t.Fatal(err)
	}
	if err := replaceFolder(t.Context(), link, someFiles("x")); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(link); err != nil || to != "v1" {
		t.Errorf("the link is %q, %v", to, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
		t.Error(err)
	}
}

// TestFailure ends an export half-way: what was there stays, nothing is left.
func TestFailure(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "site")
	if err := replaceFolder(t.Context(), dir, someFiles("one")); err != nil {
		t.Fatal(err)
	}
	before := names(t, parent)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	broken := someFiles("two")
	broken.add(file{path: "index.html/impossible"})
	for name, ctx := range map[string]context.Context{"cancelled": ctx, "a file that cannot be": t.Context()} {
		err := replaceFolder(ctx, dir, broken)
		if err == nil || ctx.Err() != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if after := names(t, parent); !slices.Equal(before, after) {
			t.Errorf("%s leaves %q, before it was %q", name, after, before)
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "index.html")); string(got) != "one" {
			t.Errorf("%s: index.html is %q", name, got)
		}
	}
}
