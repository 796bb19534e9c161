package compile

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"socketschool/filelock"
)

func makeDirs(t *testing.T, parent string, ages map[string]time.Duration) {
	t.Helper()
	for name, age := range ages {
		dir, at := filepath.Join(parent, name), time.Now().Add(-age)
		if err := os.MkdirAll(filepath.Join(dir, "src"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

func wantDirs(t *testing.T, parent string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("there are %v, want %v", got, want)
	}
}

// TestUnfinished: what a killed process was building is removed, and what another one
// builds is not.
func TestUnfinished(t *testing.T) {
	if !filelock.CanTry {
		t.Skip("this system has no locks")
	}
	parent := t.TempDir()
	makeDirs(t, parent, map[string]time.Duration{
		"archives-1.tmp": 0, "archives-2.tmp": time.Hour, "archives-3.tmp": 0, "archives-4.tmp": time.Hour,
	})
	for _, name := range []string{"archives-1.tmp", "archives-2.tmp"} {
		file, err := filelock.Try(filepath.Join(parent, name, lockFile))
		if err != nil {
			t.Fatal(err)
		}
		if name == "archives-1.tmp" {
			file.Close() // as the end of a process does
			makeDirs(t, parent, map[string]time.Duration{name: time.Minute})
		} else {
			defer file.Close()
		}
	}
	removeUnfinished(parent)
	wantDirs(t, parent, "archives-2.tmp", "archives-3.tmp")
}

// TestEarlier: of the archives of other versions, those used last stay.
func TestEarlier(t *testing.T) {
	parent := t.TempDir()
	current, used, unused := "archives-"+name("c"), "archives-"+name("a"), "archives-"+name("b")
	makeDirs(t, parent, map[string]time.Duration{
		current: 4 * time.Hour, used: time.Hour, unused: 2 * time.Hour,
		"archives-" + name("d"): 3 * time.Hour, "modules": time.Hour, "archives-x": time.Hour,
	})
	removeEarlier(filepath.Join(parent, current))
	wantDirs(t, parent, current, used, "modules", "archives-x")
	removeEarlier(filepath.Join(parent, current))
	wantDirs(t, parent, current, used, "modules", "archives-x")
}

// TestHangingToolchain: a go command that does not answer does not keep the host from
// starting.
func TestHangingToolchain(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is a shell script")
	}
	before := answerTimeout
	answerTimeout = 50 * time.Millisecond
	defer func() { answerTimeout = before }()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\nwhile :; do /bin/sleep 100; done\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	if _, err := FindToolchain(t.Context()); err == nil || !strings.Contains(err.Error(), "no answer within") {
		t.Errorf("the error is %v", err)
	}
}

// TestNoHome: without a home folder the go command's caches are below the host's.
func TestNoHome(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the folders have other variables")
	}
	folder := t.TempDir()
	cacheOf := func() string {
		toolchain := (&Toolchain{env: environment()}).withCaches(folder)
		i := slices.IndexFunc(toolchain.env, func(v string) bool { return v == "GOCACHE="+filepath.Join(folder, "go-build") })
		if i < 0 {
			return ""
		}
		return toolchain.env[i]
	}
	t.Setenv("GOCACHE", "")
	t.Setenv("XDG_CACHE_HOME", "")
	for home, own := range map[string]bool{"": true, "/dev/null": true, t.TempDir(): false} {
		t.Setenv("HOME", home)
		if got := cacheOf() != ""; got != own {
			t.Errorf("HOME=%q: a cache of its own: %v", home, got)
		}
	}
}

// TestWarnOfLimits: a host without a shell says at the start that it sets no limits.
func TestWarnOfLimits(t *testing.T) {
	var out strings.Builder
	(&Toolchain{}).warnOfLimits(slog.New(slog.NewTextHandler(&out, nil)))
	if !strings.Contains(out.String(), "does not limit the memory") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("the log is %q", out.String())
	}
}
