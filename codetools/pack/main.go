// Command pack takes from the installed Go what the code tools are made of:
//
//	go run ./codetools/pack FOLDER
//
// It writes into the folder
//
//   - stdlib.bin, the file of package stdlib. The packages are compiled for js/wasm with
//     the flags of wasm/build.mjs, so that the two share the build cache.
//   - overlay.json, for go build -overlay: it adds the compiler's parser to this module as
//     package codetools/syntax, which the build tag compilersyntax uses.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"socketschool/codetools/stdlib"
	"socketschool/compile/recipe"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: pack FOLDER")
	}
	overlay, err := overlay()
	if err != nil {
		return err
	}
	library, err := library()
	if err != nil {
		return err
	}
	return errors.Join(
		write(filepath.Join(args[0], "overlay.json"), overlay),
		write(filepath.Join(args[0], "stdlib.bin"), library),
	)
}

// write replaces a file whole: readers see no partial file.
func write(file string, content []byte) error {
	if err := os.WriteFile(file+".new", content, 0o666); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func library() ([]byte, error) {
	sources, err := list(append([]string{"-export"}, recipe.Allowed()...)...)
	if err != nil {
		return nil, err
	}
	packages := make([]stdlib.Package, len(sources))
	errs := make([]error, len(sources))
	var group sync.WaitGroup
	for i, s := range sources {
		group.Go(func() { packages[i], errs[i] = s.pack() })
	}
	group.Wait()
	return stdlib.Encode(packages), errors.Join(errs...)
}

// overlay maps files that are not in this module to those of the compiler's parser.
func overlay() ([]byte, error) {
	module, err := list("socketschool")
	if err != nil {
		return nil, err
	}
	parser, err := list("cmd/compile/internal/syntax")
	if err != nil {
		return nil, err
	}
	replace := make(map[string]string)
	for _, name := range parser[0].GoFiles {
		added := filepath.Join(module[0].Dir, "codetools", "syntax", name)
		replace[added] = filepath.Join(parser[0].Dir, name)
	}
	return json.Marshal(map[string]any{"Replace": replace})
}

func (s source) pack() (stdlib.Package, error) {
	export, err := exportData(s.Export)
	if err != nil {
		return stdlib.Package{}, fmt.Errorf("%s: %w", s.ImportPath, err)
	}
	docs, err := sentences(s)
	if err != nil {
		return stdlib.Package{}, fmt.Errorf("%s: %w", s.ImportPath, err)
	}
	return stdlib.Package{Path: s.ImportPath, Export: export, Docs: docs}, nil
}
