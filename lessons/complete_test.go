package lessons

import (
	"bufio"
	"bytes"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"socketschool/server"
)

// TestCompletePrograms builds each program as a learner does who has it in a folder
// with main.go and go.mod, runs it, and ends it by an interrupt.
func TestCompletePrograms(t *testing.T) {
	for _, p := range server.All() {
		t.Run(p.Slug, func(t *testing.T) {
			t.Parallel()
			program, _ := catalogue(p.Slug)
			dir := writeComplete(t, program)
			goCommand(t, dir, "vet", "./...")
			goCommand(t, dir, "build", "-o", "served", ".") // as go run . does
			address, interrupt := serve(t, filepath.Join(dir, "served"))
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			interrupt()
		})
	}
}

// writeComplete writes a program and the files around it into a folder.
func writeComplete(t *testing.T, p Program) (dir string) {
	dir = t.TempDir()
	around, err := p.Complete()
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string][]byte)
	for name, text := range around {
		files[name] = []byte(text)
	}
	names, err := fs.Glob(p.Sources, "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if files[filepath.Join(p.Slug, name)], err = fs.ReadFile(p.Sources, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, p.Slug), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// goCommand runs the go command in a folder, without the network.
func goCommand(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
}

var listening = regexp.MustCompile(`INFO listening address=(\S+)`)

// serve starts a program at a free port, with more flags if there are. interrupt sends it an interrupt, and waits
// for its end, which must be in order.
func serve(t *testing.T, binary string, flags ...string) (address string, interrupt func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, append(flags, "-listen", "127.0.0.1:0")...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewReader(stderr)
	line, err := log.ReadString('\n')
	found := listening.FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("it logs %q first (%v)", line, err)
	}
	return found[1], func() {
		t.Helper()
		if runtime.GOOS == "windows" {
			return // no process can send an interrupt there
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		rest, _ := io.ReadAll(log)
		if err := cmd.Wait(); err != nil {
			t.Errorf("it ends with %v\n%s", err, rest)
		}
	}
}

// TestClient runs the client of lesson 1 against the server of lesson 1.
func TestClient(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "client")
	goCommand(t, filepath.Join("01-echo", "client"), "build", "-o", binary, ".")
	program, _ := catalogue("echo")
	dir := writeComplete(t, program)
	goCommand(t, dir, "build", "-o", "served", ".")
	address, interrupt := serve(t, filepath.Join(dir, "served"))
	out, err := exec.CommandContext(t.Context(), binary, "-to", address).CombinedOutput()
	if err != nil || !bytes.Equal(out, []byte("hello\n")) {
		t.Errorf("the client prints %q (%v)", out, err)
	}
	interrupt()
	out, err = exec.CommandContext(t.Context(), binary, "-to", address).CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("connection refused")) {
		t.Errorf("without a server the client prints %q (%v)", out, err)
	}
}
