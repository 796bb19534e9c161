//go:build !js

// Command compiler makes the parts with which a tab builds a learner's program, in
// wasm/compiler/built, from the installed Go:
//
//	go run ./wasm/compiler
//
//	compile.wasm   Go's compiler, for js
//	link.wasm      Go's linker, for js
//	builder.wasm   the program that uses both (wasm/builder)
//	archives.bin  the compiled packages of the standard library and of this module
//
// The same sources and the same Go give the same bytes. static/build.mjs takes the
// parts from there.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"socketschool/compile/recipe"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir := filepath.Join("wasm", "compiler", "built")
	if len(os.Args) == 2 {
		dir = os.Args[1]
	}
	if err := run(ctx, dir, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "compiler:", err)
		os.Exit(1)
	}
}

// maxToolPages bounds the memory of compiler and linker, in pages of 64 KiB: 1 GiB.
// A program that needs more gets a message instead of the browser's end.
const maxToolPages = 16_384

// modules are the programs to build: file name and package.
var modules = []struct{ file, pkg string }{
	{"compile.wasm", "cmd/compile"},
	{"link.wasm", "cmd/link"},
	{"builder.wasm", "./wasm/builder"},
}

// run makes the parts in dir. It is run in the module's folder.
func run(ctx context.Context, dir string, progress io.Writer) error {
	temp, err := os.MkdirTemp("", "socketschool-compiler-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	goroot, err := findGoroot(ctx)
	if err != nil {
		return err
	}
	overlay, err := writeOverlay(goroot, temp)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, m := range modules {
		fmt.Fprintf(progress, "%s …\n", m.file)
		out := filepath.Join(temp, m.file)
		_, err := goCommand(ctx, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=",
			"-overlay", overlay, "-o", out, m.pkg)
		if err != nil {
			return err
		}
		if err := replace(filepath.Join(dir, m.file), out); err != nil {
			return err
		}
	}
	fmt.Fprintf(progress, "archives.bin …\n")
	pack, err := packArchives(ctx)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "archives.bin"), pack)
}

// replace writes a built module to file, with a bounded memory.
func replace(file, built string) error {
	module, err := os.ReadFile(built)
	if err != nil {
		return err
	}
	if module, err = recipe.CapMemory(module, maxToolPages); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return writeFile(file, module)
}

// writeFile writes a file so that a reader sees the former or the new one.
func writeFile(file string, content []byte) error {
	if err := os.WriteFile(file+".new", content, 0o666); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func findGoroot(ctx context.Context) (string, error) {
	out, err := goCommand(ctx, "env", "GOROOT")
	return strings.TrimSpace(string(out)), err
}

// goCommand runs the go command for js and returns its standard output. The user's
// settings do not reach it. The version is that of this program: archives must come
// from the compiler that reads them, and options from the recipe for it.
func goCommand(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), recipe.Env...)
	cmd.Env = append(cmd.Env, "GOTOOLCHAIN="+runtime.Version(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=0", "GOWASM=", "GOEXPERIMENT=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return out, nil
}
