package compile_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"socketschool/compile"
	"socketschool/compile/recipe"
)

// doubled declares a string constant of 50 KB, and constants of twice the size of the
// one before it.
func doubled(times int) string {
	var src strings.Builder
	fmt.Fprintf(&src, "const a0 = %q\n", strings.Repeat("x", 50_000))
	for i := range times {
		fmt.Fprintf(&src, "const a%d = a%d + a%d\n", i+1, i, i)
	}
	fmt.Fprintf(&src, "var S = a%d\n", times)
	return src.String()
}

// nestedTypes declares types of twice the size of the one before it.
func nestedTypes(times int) string {
	var src strings.Builder
	src.WriteString("type T0 struct{ a, b int }\n")
	for i := range times {
		fmt.Fprintf(&src, "type T%d struct{ a, b T%d }\n", i+1, i)
	}
	fmt.Fprintf(&src, "func F(x, y T%d) bool { return x == y }\n", times)
	return src.String()
}

// manyInstances declares generic functions each of which instantiates the one before
// it twice.
func manyInstances(times int) string {
	var src strings.Builder
	src.WriteString("func F0[T any](x T) {}\n")
	for i := range times {
		fmt.Fprintf(&src, "func F%[1]d[T any](x T) { F%[2]d(struct{ a T }{x}); F%[2]d([1]T{x}) }\n", i+1, i)
	}
	fmt.Fprintf(&src, "func init() { F%d(1) }\n", times)
	return src.String()
}

// TestAttacks: code that takes much to compile gets an answer within the limits, and
// the next learner's build goes on meanwhile.
func TestAttacks(t *testing.T) {
	c := newCompiler(t, func(cfg *compile.Config) { cfg.Parallel, cfg.CPU = 2, 2*time.Second })
	ended := []string{"too much memory", "takes too long", "took longer than"}
	tests := []struct {
		name, code string
		want       []string // the first message has one of them; without, it may build
	}{
		{"a constant that explodes", "const a = 1 << 500\nvar x = a * a * a * a\n", []string{"overflow"}},
		{"a shift that explodes", "const a = 1 << 1000000000\n", []string{"shift", "overflow"}},
		{"an exponent that explodes", "const f = 1e100000000\nconst g = f * f * f\nvar x = g\n", []string{"excessively large", "overflow", "constant"}},
		{"parentheses", "var x = " + strings.Repeat("(", 30_000) + "1" + strings.Repeat(")", 30_000) + "\n", nil},
		{"blocks", "func f(b bool) {" + strings.Repeat("if b {\n", 7_000) + strings.Repeat("}", 7_000) + "}\n", nil},
		{"pointers", "var x " + strings.Repeat("*", 50_000) + "int\n", nil},
		{"functions", "var x = " + strings.Repeat("func() any { return ", 2_500) + "1" + strings.Repeat("}", 2_500) + "\n", nil},
		{"a huge array", "var big = [1 << 31]byte{1<<31 - 1: 1}\n", ended},
		{"an array beyond the memory", "var big [1 << 40]byte\nfunc init() { big[0] = 1 }\n", append([]string{"too large", "too much data"}, ended...)},
		{"a huge array without content", "var big [1 << 29]byte\nfunc F() byte { return big[5] }\nfunc init() { big[0] = F() }\n", []string{"MB of memory from the start", "too large"}},
		{"a string of gigabytes", doubled(15), ended},
		{"a module of many megabytes", doubled(11), append([]string{"too large"}, ended...)},
		{"types of twice the size", nestedTypes(30), append([]string{"too large"}, ended...)},
		{"endless instances", "func T[P any](n int) { if n > 0 { T[*P](n - 1) } }\nfunc init() { T[int](3) }\n", []string{"instantiation cycle"}},
		{"instances of twice the number", manyInstances(25), ended},
		{"a type that holds itself", "type T struct{ t T }\n", []string{"invalid recursive type"}},
		{"an import cycle", "import _ \"socketschool/server/echo\"\n", []string{"cannot be imported"}},
		{"a long line", "var x = \"" + strings.Repeat("x", 50_000) + "\" + 1\n", []string{"mismatched types", "cannot convert", "invalid operation"}},
		{"many errors", strings.Repeat("var x int = y\n", 4_000), []string{"undefined: y", "redeclared"}},
	}
	var all sync.WaitGroup
	for _, tt := range tests {
		all.Go(func() {
			files := filesOf(t, echo)
			files["attack.go"] = "package echo\n" + tt.code
			_, err := c.Build(t.Context(), learner(tt.name), echo, files, ignore)
			problems, ok := errors.AsType[recipe.Problems](err)
			if err == nil && len(tt.want) == 0 {
				return
			}
			if !ok {
				t.Errorf("%s: %v, want problems", tt.name, err)
				return
			}
			first := problems[0].Message
			if len(tt.want) == 0 {
				tt.want = ended
			}
			for _, want := range tt.want {
				if strings.Contains(first, want) {
					return
				}
			}
			t.Errorf("%s: %.200q, want one of %q", tt.name, first, tt.want)
		})
	}
	if _, err := c.Build(t.Context(), learner("next"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], '1'))"), ignore); err != nil {
		t.Errorf("the next learner's build: %v", err)
	}
	all.Wait()
}

// TestThousandAtOnce: each of a thousand builds gets an answer. Of one learner the
// newest is built, and the others are replaced.
func TestThousandAtOnce(t *testing.T) {
	c := newCompiler(t)
	var mu sync.Mutex
	count := make(map[string]int)
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() {
			owner := fmt.Sprint("learner ", i%4)
			files := filesOf(t, echo, send, fmt.Sprintf("conn.Write(append(buf[:n], %d))", i%256))
			_, err := c.Build(t.Context(), learner(owner), echo, files, ignore)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				count["built"]++
			case errors.Is(err, compile.ErrReplaced):
				count["replaced"]++
			default:
				count[err.Error()]++
			}
		})
	}
	all.Wait()
	if count["built"] < 4 || count["built"]+count["replaced"] != 1000 {
		t.Errorf("the answers are %v", count)
	}
}

// TestGoneWhileQueued: a client that goes away leaves the queue at once.
func TestGoneWhileQueued(t *testing.T) {
	c := newCompiler(t, func(cfg *compile.Config) { cfg.Parallel = 1 })
	slow := map[string]string{"server.go": "package echo\n" + manyInstances(25)}
	ctx, cancel := context.WithCancel(t.Context())
	started, queued := make(chan struct{}), make(chan int, 10)
	first := make(chan error, 1)
	go func() {
		_, err := c.Build(ctx, learner("slow"), echo, slow, func(p compile.Progress) {
			if p.Step == "compiling" {
				close(started)
			}
		})
		first <- err
	}()
	<-started
	gone, leave := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() {
		_, err := c.Build(gone, learner("gone"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], '2'))"), func(p compile.Progress) { queued <- p.Place })
		second <- err
	}()
	if place := <-queued; place != 1 {
		t.Errorf("the place is %d", place)
	}
	leave()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("the client that goes away gets %v", err)
	}
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the slow build ends with %v", err)
	}
}

// TestVanishedCache: archives and modules that are removed or damaged while the host
// runs are built again.
func TestVanishedCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	c := newCompiler(t, func(cfg *compile.Config) { cfg.Dir = dir })
	files := filesOf(t, echo)
	module, err := c.Build(t.Context(), learner("me"), echo, files, ignore)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Open(module); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the module that vanished: %v", err)
	}
	if again, err := c.Build(t.Context(), learner("me"), echo, files, ignore); err != nil || again != module {
		t.Errorf("after the folder vanished: %v", err)
	}
	read(t, c, module)

	archives, _ := filepath.Glob(filepath.Join(dir, "archives-*", "*.a"))
	if len(archives) < 100 {
		t.Fatalf("%d archives", len(archives))
	}
	for i, file := range archives {
		if i%2 == 0 {
			err = os.Truncate(file, 100)
		} else {
			err = os.WriteFile(file, []byte("not an archive"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], '3'))"), ignore); err != nil {
		t.Errorf("after the archives were damaged: %v", err)
	}
}

// TestFullDisk: a disk that is full is the host's fault and no problem of the code.
// When there is room, builds go on.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root on Linux can mount a small file system")
	}
	c := newCompiler(t)
	if _, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo), ignore); err != nil {
		t.Fatal(err) // the archives are there
	}
	small := filepath.Join(os.TempDir(), "small")
	if err := os.Mkdir(small, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(small)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=2m,mode=1777", "tmpfs", small).CombinedOutput(); err != nil {
		t.Skipf("mount: %v: %s", err, out)
	}
	defer exec.Command("umount", small).Run()
	temp := os.TempDir()
	t.Setenv("TMPDIR", small)
	files := filesOf(t, echo, send, "conn.Write(append(buf[:n], '4'))")
	if _, err := c.Build(t.Context(), learner("me"), echo, files, ignore); !errors.Is(err, compile.ErrDiskFull) {
		t.Errorf("on a full disk: %v", err)
	}
	if left, _ := os.ReadDir(small); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	t.Setenv("TMPDIR", temp)
	if _, err := c.Build(t.Context(), learner("me"), echo, files, ignore); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestKilled: a compiler that something else ends is no fault of the code.
func TestKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the process is found in /proc")
	}
	c := newCompiler(t, func(cfg *compile.Config) { cfg.Parallel = 1 })
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	compiling := make(chan struct{})
	go func() {
		<-compiling
		for ctx.Err() == nil && !killBuild(os.TempDir()) {
			runtime.Gosched()
		}
	}()
	slow := map[string]string{"server.go": "package echo\n" + manyInstances(25)}
	_, err := c.Build(ctx, learner("me"), echo, slow, func(p compile.Progress) {
		if p.Step == "compiling" {
			close(compiling)
		}
	})
	if !errors.Is(err, compile.ErrKilled) {
		t.Errorf("the error is %v", err)
	}
}

// killBuild kills a compiler of this process that runs in a folder below temp, and
// reports whether there was one. Another test may run beside this one.
func killBuild(temp string) bool {
	folders, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, link := range folders {
		dir, err := os.Readlink(link)
		if err != nil || !strings.HasPrefix(dir, temp+"/socketschool-build-") {
			continue
		}
		name := filepath.Dir(link)
		command, err := os.ReadFile(filepath.Join(name, "cmdline"))
		if err != nil || !strings.Contains(strings.SplitN(string(command), "\x00", 2)[0], "compile") {
			continue // the shell, before it becomes the compiler
		}
		status, err := os.ReadFile(filepath.Join(name, "status"))
		if err != nil || !strings.Contains(string(status), fmt.Sprintf("\nPPid:\t%d\n", os.Getpid())) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(name))
		process, err := os.FindProcess(pid)
		return err == nil && process.Signal(syscall.SIGTERM) == nil // SIGKILL of a large one means memory
	}
	return false
}

// TestReadOnly: a folder that the host cannot write to is no problem of the code.
func TestReadOnly(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root on Linux can mount a file system")
	}
	c := newCompiler(t)
	if _, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo), ignore); err != nil {
		t.Fatal(err) // the archives are there
	}
	modules := filepath.Join(cacheDir, "modules")
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", modules).CombinedOutput(); err != nil {
		t.Skipf("mount: %v: %s", err, out)
	}
	_, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], '5'))"), ignore)
	if out, failed := exec.Command("umount", modules).CombinedOutput(); failed != nil {
		t.Fatalf("umount: %v: %s", failed, out)
	}
	if !errors.Is(err, compile.ErrReadOnly) {
		t.Errorf("in a folder that is read-only: %v", err)
	}
}
