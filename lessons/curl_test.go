package lessons

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
)

// TestCurl asks the right answers to the exercise Answer curl with curl itself, as their
// authors would.
func TestCurl(t *testing.T) {
	forEachRightAnswer(t, "errors", "http-by-hand", func(t *testing.T, address string) {
		for path, want := range map[string]string{"/": "hello\n200", "/favicon.ico": "not found\n404", "/a%20b?c": "not found\n404"} {
			curl := exec.CommandContext(t.Context(), "curl", "--silent", "--show-error", "--max-time", "10",
				"--noproxy", "*", "--write-out", "%{http_code}", "http://"+address+path)
			if out, err := curl.CombinedOutput(); err != nil || string(out) != want {
				t.Errorf("curl of %s prints %q (%v), want %q", path, out, err, want)
			}
		}
	})
}

// forEachRightAnswer builds each right answer to an exercise as a program, and calls test
// while it serves at address.
func forEachRightAnswer(t *testing.T, slug, name string, test func(t *testing.T, address string)) {
	course, err := Load(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	lesson := course[slices.IndexFunc(course, func(l Lesson) bool { return l.Slug == slug })]
	exercise := lesson.Exercises[slices.IndexFunc(lesson.Exercises, func(e Exercise) bool { return e.Name == name })]
	for _, v := range exercise.Variants() {
		if v.Sees != "" {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			program := *lesson.Program
			program.Sources = textFiles(v.Files)
			dir := writeComplete(t, program)
			goCommand(t, dir, "build", "-o", "served", ".")
			address, interrupt := serve(t, filepath.Join(dir, "served"))
			test(t, address)
			interrupt()
		})
	}
}

func textFiles(files map[string]string) fs.FS {
	texts := make(fstest.MapFS)
	for name, text := range files {
		texts[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return texts
}
