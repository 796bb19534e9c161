package compile

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func name(digit string) string { return strings.Repeat(digit, 32) }

// TestModulesAreBounded: the store removes what was used least recently, and a store
// made later in the same folder knows the order.
func TestModulesAreBounded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "modules")
	log := slog.New(slog.DiscardHandler)
	content := bytes.Repeat([]byte("module"), 100)
	packed, err := compress(content)
	if err != nil {
		t.Fatal(err)
	}
	stored := int64(len(packed) + sha256.Size)
	limit := 2*stored + 1
	s := newModuleStore(dir, limit, log)
	put := func(digit string, age time.Duration) {
		t.Helper()
		if err := s.put(name(digit), content); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(s.file(name(digit)), at, at); err != nil {
			t.Fatal(err)
		}
	}
	has := func(want map[string]bool) {
		t.Helper()
		for digit, want := range want {
			if _, err := os.Stat(s.file(name(digit))); (err == nil) != want {
				t.Errorf("module %s is stored: %v, want %v", digit, err == nil, want)
			}
		}
	}
	put("1", 3*time.Hour)
	put("2", 2*time.Hour)
	if !s.has(name("1")) {
		t.Fatal("module 1 is gone")
	}
	put("3", time.Minute)
	has(map[string]bool{"1": true, "2": false, "3": true})
	s = newModuleStore(dir, limit, log)
	put("4", 0) // 3 has not been used since 1 was
	has(map[string]bool{"1": true, "3": false, "4": true})
	if s.size != 2*stored || len(s.order) != 2 {
		t.Errorf("%d bytes in %v are counted", s.size, s.order)
	}
	for _, wrong := range []string{"", "x", "../" + name("1"), name("1") + "/..", strings.ToUpper(name("a"))} {
		if _, err := s.open(wrong); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// TestNoRoom: on a full disk the stored modules give way to a new one.
func TestNoRoom(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root on Linux can mount a small file system")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("mount: %v: %s", err, out)
	}
	defer exec.Command("umount", dir).Run()
	s := newModuleStore(dir, 1<<20, slog.New(slog.DiscardHandler))
	content := make([]byte, 25<<10)
	rand.Read(content) // cannot be compressed
	for _, digit := range []string{"1", "2", "3"} {
		if err := s.put(name(digit), content); err != nil {
			t.Fatal(err)
		}
	}
	if s.has(name("1")) || s.has(name("2")) || !s.has(name("3")) || len(s.order) != 1 {
		t.Errorf("%v are stored", s.order)
	}
	wantDirs(t, dir, filepath.Base(s.file(name("3"))))
}

// TestDamagedModule: a module that is cut short, changed, empty or a folder is not
// stored any more, and can be stored again.
func TestDamagedModule(t *testing.T) {
	content := bytes.Repeat([]byte("module"), 100)
	for damage, do := range map[string]func(file string) error{
		"cut short": func(file string) error { return os.Truncate(file, 40) },
		"empty":     func(file string) error { return os.Truncate(file, 0) },
		"longer": func(file string) error {
			old, err := os.ReadFile(file)
			return errors.Join(err, os.WriteFile(file, append(old, 'x'), 0o644))
		},
		"changed": func(file string) error {
			old, err := os.ReadFile(file)
			old[20] ^= 1
			return errors.Join(err, os.WriteFile(file, old, 0o644))
		},
		"a folder": func(file string) error {
			return errors.Join(os.Remove(file), os.MkdirAll(filepath.Join(file, "x"), 0o755))
		},
	} {
		t.Run(damage, func(t *testing.T) {
			s := newModuleStore(t.TempDir(), 1<<20, slog.New(slog.DiscardHandler))
			for range 2 {
				if err := s.put(name("1"), content); err != nil {
					t.Fatal(err)
				}
				if !s.has(name("1")) {
					t.Fatal("the module is not stored")
				}
				if err := do(s.file(name("1"))); err != nil {
					t.Fatal(err)
				}
				if _, err := s.open(name("1")); !errors.Is(err, fs.ErrNotExist) {
					t.Fatalf("the damaged module: %v", err)
				}
			}
			if s.size != 0 || len(s.order) != 0 {
				t.Errorf("%d bytes in %v are counted", s.size, s.order)
			}
		})
	}
}
