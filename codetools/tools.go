// Package codetools checks, formats and completes a learner's Go files while they type.
// It works on text alone, without processes and files, so that it runs in a tab.
package codetools

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"go/version"
	"io"
	"maps"
	"runtime"
	"slices"

	"socketschool/codetools/stdlib"
)

// Tools are the tools for programs that import the standard library. They are not safe
// for concurrent use.
type Tools struct {
	library  *stdlib.Library
	importer types.Importer // keeps what it has imported
}

// New returns tools that know the packages of the library.
func New(library *stdlib.Library) *Tools {
	t := &Tools{library: library}
	t.importer = importer.ForCompiler(token.NewFileSet(), "gc", t.export)
	return t
}

// export is the importer's lookup.
func (t *Tools) export(path string) (io.ReadCloser, error) {
	export := t.library.Export(path)
	if export == nil {
		return nil, fmt.Errorf("package %s is not in the library", path)
	}
	return io.NopCloser(bytes.NewReader(export)), nil
}

// config returns the configuration in which the compiler checks types.
func (t *Tools) config(report func(error)) *types.Config {
	return &types.Config{
		GoVersion: version.Lang(runtime.Version()), // as the builders have it
		Importer:  t.importer,
		Sizes:     types.SizesFor("gc", "wasm"),
		Error:     report,
	}
}

func sortedNames(files map[string]string) []string { return slices.Sorted(maps.Keys(files)) }
