package export

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
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(content), 0o644)); err != nil {
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

func someFiles(content string) *fileSet {
	return &fileSet{files: []file{
		{path: "index.html", content: []byte(content), gz: []byte("gz")},
		{path: "lessons/echo/index.html", content: []byte(content)},
		{path: "static/app-" + content + ".js", content: []byte(content)},
	}}
}

func wantFiles(content string) []string {
	return []string{manifestFile, "index.html", "index.html.gz", "lessons/echo/index.html", "static/app-" + content + ".js"}
}

// export writes the files into dir as Write does, but for making them.
func export(ctx context.Context, dir string, set *fileSet) error {
	target, err := openTarget(dir)
	if err != nil {
		return err
	}
	w, err := newWriter(target)
	if err != nil {
		return err
	}
	return errors.Join(w.write(ctx, set), w.staging.remove())
}

func TestReplace(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "deep", "site")
	for _, content := range []string{"VERSION1", "VERSION2"} {
		if err := export(t.Context(), dir, someFiles(content)); err != nil {
			t.Fatal(err)
		}
		if got := names(t, dir); !slices.Equal(got, wantFiles(content)) {
			t.Errorf("wrote %q, want %q", got, wantFiles(content))
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "index.html")); string(got) != content {
			t.Errorf("index.html is %q, want %q", got, content)
		}
	}
	if got := names(t, parent); len(got) != 5 {
		t.Errorf("beside the site: %q", got)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o055 != 0o055 {
		t.Errorf("a web server cannot read the folder: %v, %v", info.Mode(), err)
	}
}

// TestWithin replaces the files of a folder that cannot be replaced itself.
func TestWithin(t *testing.T) {
	dir := t.TempDir()
	for _, content := range []string{"VERSION1", "VERSION2"} {
		target, err := openTarget(dir)
		if err != nil {
			t.Fatal(err)
		}
		s, err := newStaging(dir, filepath.Base(dir))
		if err != nil {
			t.Fatal(err)
		}
		w := &writer{target: target, staging: s, within: true, owner: ownershipOf(target.info)}
		if err := errors.Join(w.write(t.Context(), someFiles(content)), s.remove()); err != nil {
			t.Fatal(err)
		}
		if got := names(t, dir); !slices.Equal(got, wantFiles(content)) {
			t.Errorf("wrote %q, want %q", got, wantFiles(content))
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "lessons/echo/index.html")); string(got) != content {
			t.Errorf("a page is %q, want %q", got, content)
		}
	}
}

// TestOneStep looks at the site all the time while it is replaced.
func TestOneStep(t *testing.T) {
	parent := t.TempDir()
	a, b := filepath.Join(parent, "a"), filepath.Join(parent, "b")
	put(t, parent, map[string]string{"a/index.html": "a", "b/index.html": "b"})
	if err := exchange(a, b); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("the system cannot exchange folders")
	}
	ctx, stop := context.WithCancel(t.Context())
	missing := make(chan int)
	go func() {
		n := 0
		for ctx.Err() == nil {
			if _, err := os.Stat(filepath.Join(a, "index.html")); err != nil {
				n++
			}
		}
		missing <- n
	}()
	for range 2000 {
		if err := replaceDir(b, a, filepath.Join(parent, "old")); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if n := <-missing; n > 0 {
		t.Errorf("index.html was missing %d times", n)
	}
}

func TestThroughALink(t *testing.T) {
	parent := t.TempDir()
	dir, link := filepath.Join(parent, "v1"), filepath.Join(parent, "site")
	if err := os.Symlink("v1", link); err != nil {
		t.Fatal(err)
	}
	if err := export(t.Context(), link, someFiles("VERSION1")); err == nil || !strings.Contains(err.Error(), "a link to v1, which does not exist") {
		t.Errorf("a dangling link: %v", err)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := export(t.Context(), link, someFiles("VERSION1")); err != nil {
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
	if err := export(t.Context(), dir, someFiles("VERSION1")); err != nil {
		t.Fatal(err)
	}
	before := names(t, parent)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	broken := someFiles("VERSION2")
	broken.add(file{path: "index.html/impossible"})
	for name, ctx := range map[string]context.Context{"cancelled": ctx, "a file that cannot be": t.Context()} {
		for _, dir := range []string{dir, filepath.Join(parent, "new", "site")} {
			err := export(ctx, dir, broken)
			if err == nil || ctx.Err() != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
			if after := names(t, parent); !slices.Equal(before, after) {
				t.Errorf("%s leaves %q, before it was %q", name, after, before)
			}
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "index.html")); string(got) != "VERSION1" {
			t.Errorf("%s: index.html is %q", name, got)
		}
		if entries, _ := os.ReadDir(parent); len(entries) != 1 {
			t.Errorf("%s leaves %v", name, entries)
		}
	}
}

// TestSweep follows exports that were killed: their folders go, the folder of
// an export that is running stays, and a site that was moved aside is restored.
func TestSweep(t *testing.T) {
	parent := t.TempDir()
	put(t, parent, map[string]string{
		stagingPrefix + "site-1/lock": "", stagingPrefix + "site-1/new/index.html": "half",
		stagingPrefix + "site-2/old/index.html": "former", stagingPrefix + "site-2/old/" + manifestFile: "index.html\n",
		stagingPrefix + "other-3/new/index.html": "of another site",
	})
	running, err := newStaging(parent, "site")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(parent, "site", "index.html")); string(got) != "former" {
		t.Errorf("the site that was moved aside: %q", got)
	}
	if err := export(t.Context(), filepath.Join(parent, "site"), someFiles("VERSION1")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(running.dir); err != nil {
		t.Errorf("the folder of an export that runs: %v", err)
	}
	if err := running.remove(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 2 {
		t.Errorf("left: %v, %v; want the site and the other site's staging folder", entries, err)
	}
}

// TestAppearing has a file come into the target while the site is made.
func TestAppearing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	if err := export(t.Context(), dir, someFiles("VERSION1")); err != nil {
		t.Fatal(err)
	}
	target, err := openTarget(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWriter(target)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, map[string]string{"notes.txt": "mine"})
	err = errors.Join(w.write(t.Context(), someFiles("VERSION2")), w.staging.remove())
	if err == nil || !strings.Contains(err.Error(), "holds notes.txt") {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "notes.txt")); string(got) != "mine" {
		t.Errorf("notes.txt is %q", got)
	}
}
