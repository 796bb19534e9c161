package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTargets(t *testing.T) {
	r := release{version: "v1"}
	var got []string
	for _, target := range targets {
		got = append(got, r.archiveName(target))
	}
	want := []string{
		"socketschool-v1-linux-amd64.tar.gz", "socketschool-v1-linux-arm64.tar.gz",
		"socketschool-v1-macos-amd64.tar.gz", "socketschool-v1-macos-arm64.tar.gz",
		"socketschool-v1-windows-amd64.zip", "socketschool-v1-windows-arm64.zip",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFormats: both formats give back names, modes, times and content, and the
// same bytes each time, in whatever time zone.
func TestFormats(t *testing.T) {
	files := []file{{"README.txt", 0o644, []byte("read me")}, {"socketschool", 0o755, []byte("program")}}
	const want = "x/README.txt 644 1700000000 read me\nx/socketschool 755 1700000000 program\n"
	for _, tt := range []struct {
		name  string
		write func(io.Writer, string, time.Time, []file) error
		read  func(*testing.T, []byte) string
	}{
		{"tar.gz", writeTarGzip, readTarGzip},
		{"zip", writeZip, readZip},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var first, second bytes.Buffer
			modified := time.Unix(1_700_000_000, 0).UTC()
			if err := errors.Join(tt.write(&first, "x/", modified, files), tt.write(&second, "x/", modified, files)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Error("the bytes differ")
			}
			if got := tt.read(t, first.Bytes()); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// underRace reports whether the race detector watches the tests.
var underRace bool

// TestArchive builds the archive for this machine, with the assets that are
// there, and runs what is in it. The race detector would make compression of the
// program several times slower, where one goroutine runs: the test then runs
// itself without.
func TestArchive(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	if underRace {
		cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-vet=off", "-run=^TestArchive$", ".")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	this := target{runtime.GOOS, runtime.GOARCH}
	if !slices.Contains(targets, this) {
		t.Skipf("no target: %v", this)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dist := t.TempDir()
	r, err := newRelease(t.Context(), root, dist)
	if err != nil {
		t.Fatal(err)
	}
	r.version = "v1.2.3"
	name := r.archiveName(this)
	if err := errors.Join(r.build(t.Context(), this), writeSums(dist, []string{name})); err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(filepath.Join(dist, name))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(dist, "SHA256SUMS"))
	if want := fmt.Sprintf("%x  %s\n", sha256.Sum256(archive), name); err != nil || string(sums) != want {
		t.Errorf("SHA256SUMS: got %q, %v, want %q", sums, err, want)
	}
	if err := r.build(t.Context(), this); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(filepath.Join(dist, name)); err != nil || !bytes.Equal(again, archive) {
		t.Errorf("the second build has other bytes (%v)", err)
	}

	folder := t.TempDir()
	unpack(t, archive, folder)
	folder = filepath.Join(folder, r.folderName(this))
	binary := filepath.Join(folder, binaryName(this))
	program, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(program, []byte(root)) {
		t.Errorf("the program names the folder %s", root)
	}
	licenses, err := os.ReadFile(filepath.Join(folder, "LICENSES.txt"))
	for _, want := range []string{"======== Go\n", "======== github.com/gorilla/websocket\n", "SIL OPEN FONT LICENSE"} {
		if err != nil || !bytes.Contains(licenses, []byte(want)) {
			t.Errorf("LICENSES.txt lacks %q (%v)", want, err)
		}
	}
	if out, err := exec.Command(binary, "version").Output(); err != nil || !strings.HasPrefix(string(out), "socketschool v1.2.3 (go") {
		t.Errorf("version: %q, %v", out, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	address := serve(ctx, t, binary)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("/healthz: %s", resp.Status)
	}
}

// serve starts the program in an empty environment, on a free port, and returns
// its address.
func serve(ctx context.Context, t *testing.T, binary string) string {
	t.Helper()
	cmd := exec.CommandContext(ctx, binary, "serve", "--listen", "127.0.0.1:0")
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"SYSTEMROOT=" + os.Getenv("SYSTEMROOT")} // Windows has no sockets without it
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "Socket School is at ")
	if err != nil || !ok {
		t.Fatalf("no address: %q, %v", line, err)
	}
	return address
}

// unpack writes the archive of this machine into a folder, as its own tools do.
func unpack(t *testing.T, archive []byte, folder string) {
	t.Helper()
	cmd := exec.Command("tar", "-xzf", "-")
	if runtime.GOOS == "windows" {
		cmd = exec.Command("tar", "-xf", "-") // bsdtar reads zip
	}
	cmd.Dir, cmd.Stdin = folder, bytes.NewReader(archive)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tar: %v\n%s", err, out)
	}
}

func readTarGzip(t *testing.T, content []byte) string {
	t.Helper()
	uncompressed, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for archive := tar.NewReader(uncompressed); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			text, _ := io.ReadAll(archive)
			fmt.Fprintf(&b, "%s %o %d %s\n", h.Name, h.Mode, h.ModTime.Unix(), text)
		}
	}
}

func readZip(t *testing.T, content []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r)
		fmt.Fprintf(&b, "%s %o %d %s\n", f.Name, f.Mode(), f.Modified.Unix(), text)
	}
	return b.String()
}
