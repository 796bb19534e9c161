package progressfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"socketschool/progressfile"
)

// TestUpdate keeps what the page has written.
func TestUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "progress.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	page := `{"socketschool":"progress","version":1,"tryIts":{"echo":{"try-a":"2026-11-28T10:00:00.000Z"}},
		"exercises":{"echo":{"shout":{"started":"2026-11-28T10:00:00.000Z","solved":null,"failures":2}}}}`
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	solved := time.Date(2026, 11, 28, 11, 0, 0, 0, time.UTC)
	for _, name := range []string{"echo/shout", "multi/rooms"} {
		if err := progressfile.Update(path, name, func(e *progressfile.Exercise) { e.Solved = solved }); err != nil {
			t.Fatal(err)
		}
	}
	got, err := progressfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if e := got.Of("echo/shout"); e.Failures != 2 || e.Started.Hour() != 10 || !e.Solved.Equal(solved) {
		t.Errorf("%+v", e)
	}
	if e := got.Of("multi/rooms"); !e.Solved.Equal(solved) || !e.Started.IsZero() {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(string(got.TryIts), "try-a") {
		t.Errorf("tryIts are %s", got.TryIts)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("files left: %v", files)
	}
}

// TestForeign: a file of another form or version stays as it is.
func TestForeign(t *testing.T) {
	for _, text := range []string{"", "{", `{"socketschool":"progress","version":2}`, `{"socketschool":"run","version":1}`, `[]`} {
		path := filepath.Join(t.TempDir(), "progress.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := progressfile.Update(path, "echo/shout", func(e *progressfile.Exercise) { e.Failures++ })
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", text, err)
		}
		if now, _ := os.ReadFile(path); string(now) != text {
			t.Errorf("%q became %q", text, now)
		}
	}
}
