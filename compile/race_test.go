package compile_test

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"socketschool/compile"
)

// raceFolder is the environment variable with the folder that the processes of
// TestTwoProcesses share.
const raceFolder = "SOCKETSCHOOL_TEST_RACE_FOLDER"

// TestTwoProcesses: two processes that begin at once with one empty folder both build,
// and leave one set of archives.
func TestTwoProcesses(t *testing.T) {
	parent, err := os.MkdirTemp("", "socketschool-race-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(parent)
	folder := filepath.Join(parent, "cache")
	var gates []io.Closer
	var outs []*bytes.Buffer
	var processes []*exec.Cmd
	for range 2 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOneProcess$", "-test.v")
		cmd.Env = append(os.Environ(), raceFolder+"="+folder)
		out := new(bytes.Buffer)
		cmd.Stdout, cmd.Stderr = out, out
		gate, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		gates, outs, processes = append(gates, gate), append(outs, out), append(processes, cmd)
	}
	for _, gate := range gates {
		gate.Close()
	}
	for i, cmd := range processes {
		if err := cmd.Wait(); err != nil || !strings.Contains(outs[i].String(), "building the archives") {
			t.Errorf("process %d: %v: %s", i, err, outs[i])
		}
	}
	left, err := filepath.Glob(filepath.Join(folder, "archives-*"))
	if err != nil || len(left) != 1 || strings.HasSuffix(left[0], ".tmp") {
		t.Errorf("the folder has %v, %v", left, err)
	}
}

// TestOneProcess is what each process of TestTwoProcesses does.
func TestOneProcess(t *testing.T) {
	folder := os.Getenv(raceFolder)
	if folder == "" {
		t.Skip("TestTwoProcesses runs this")
	}
	if _, err := io.ReadAll(os.Stdin); err != nil { // ends when both have begun
		t.Fatal(err)
	}
	c := newCompiler(t, func(cfg *compile.Config) {
		cfg.Dir = folder
		cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	})
	if _, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo), ignore); err != nil {
		t.Error(err)
	}
}
