package progressfile_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"socketschool/progressfile"
)

func fail(e *progressfile.Exercise) { e.Failures++ }

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wantFiles compares the names in a folder.
func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

// TestUpdate keeps what the page has written.
func TestUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	writeFile(t, path, `{"socketschool":"progress","version":1,"tryIts":{"echo":{"try-a":"2026-11-28T10:00:00.000Z"}},
		"exercises":{"echo":{"shout":{"started":"2026-11-28T10:00:00.000Z","solved":null,"failures":2}}}}`)
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
	wantFiles(t, filepath.Dir(path), "progress.json", "progress.json.lock")
}

// TestNew: the first update makes folder and file.
func TestNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "progress.json")
	if err := progressfile.Update(path, "echo/shout", fail); err != nil {
		t.Fatal(err)
	}
	if got, err := progressfile.Read(path); err != nil || got.Of("echo/shout").Failures != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestForeign: a file of another form or version stays as it is.
func TestForeign(t *testing.T) {
	for _, text := range []string{`{"socketschool":"progress","version":2,"exercises":[]}`, `{"socketschool":"run","version":1}`, `{}`} {
		path := filepath.Join(t.TempDir(), "progress.json")
		writeFile(t, path, text)
		err := progressfile.Update(path, "echo/shout", fail)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", text, err)
		}
		if now, _ := os.ReadFile(path); string(now) != text {
			t.Errorf("%q became %q", text, now)
		}
		wantFiles(t, filepath.Dir(path), "progress.json", "progress.json.lock")
	}
}

// TestDamaged: a file that is no JSON of this form keeps its bytes under another name,
// each time, and the progress goes on.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	damaged := []string{"", "{", `[]`, `{"socketschool":"progress","version":1,"exercises":{"echo":5}}`, "\xff\x00"}
	var kept []string
	for _, text := range damaged {
		writeFile(t, path, text)
		if _, err := progressfile.Read(path); !isDamaged(err, "") {
			t.Errorf("Read of %q: %v", text, err)
		}
		err := progressfile.Update(path, "echo/shout", fail)
		e, ok := errors.AsType[*progressfile.DamagedError](err)
		if !ok || e.Kept == "" || !strings.Contains(err.Error(), e.Kept) {
			t.Fatalf("Update of %q: %v", text, err)
		}
		kept = append(kept, e.Kept)
		if got, err := progressfile.Read(path); err != nil || got.Of("echo/shout").Failures != 1 {
			t.Errorf("after %q: %+v, %v", text, got, err)
		}
	}
	for i, name := range kept {
		if text, err := os.ReadFile(name); err != nil || string(text) != damaged[i] {
			t.Errorf("%s has %q, %v, want %q", name, text, err, damaged[i])
		}
	}
}

func isDamaged(err error, kept string) bool {
	e, ok := errors.AsType[*progressfile.DamagedError](err)
	return ok && e.Kept == kept
}

// The variable with the file that the processes of TestTwoProcesses share, and how
// often each updates it.
const (
	sharedFile = "PROGRESSFILE_TEST_SHARED"
	updates    = 200
)

// TestTwoProcesses: of two processes that update the file at once, none loses an update
// of the other, also where the file is damaged at first.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	writeFile(t, path, "{damaged")
	var gates []io.Closer
	var processes []*exec.Cmd
	var outs [2]strings.Builder
	for i := range outs {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOneProcess$")
		cmd.Env = append(os.Environ(), sharedFile+"="+path)
		cmd.Stdout, cmd.Stderr = &outs[i], &outs[i]
		gate, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		gates, processes = append(gates, gate), append(processes, cmd)
	}
	for _, gate := range gates {
		gate.Close()
	}
	for i, cmd := range processes {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, &outs[i])
		}
	}
	got, err := progressfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Of("echo/shout").Failures; n != 2*updates {
		t.Errorf("%d updates are in the file, want %d", n, 2*updates)
	}
	wantFiles(t, filepath.Dir(path), "progress.json", "progress.json.damaged-1", "progress.json.lock")
}

// TestOneProcess is what each process of TestTwoProcesses does.
func TestOneProcess(t *testing.T) {
	path := os.Getenv(sharedFile)
	if path == "" {
		t.Skip("TestTwoProcesses runs this")
	}
	if _, err := io.ReadAll(os.Stdin); err != nil { // ends when both have begun
		t.Fatal(err)
	}
	for range updates {
		if err := progressfile.Update(path, "echo/shout", fail); err != nil && !isDamaged(err, path+".damaged-1") {
			t.Fatal(err)
		}
	}
}
