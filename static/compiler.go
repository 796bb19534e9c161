package static

import (
	"io/fs"
	"slices"
)

// CompilerWorker is the plain name of the script that runs the compiler in a tab.
const CompilerWorker = "compiler-worker.js"

// CompilerParts are the plain names of the files with which a tab builds a learner's
// code, in the order in which it fetches them: what takes longest to compile comes
// first. They are large and may be missing: `go run ./wasm/compiler` makes them.
var CompilerParts = []string{"compile.wasm", "link.wasm", "builder.wasm", "archives.bin"}

// HasCompiler reports whether the parts of the compiler are there.
func (f *Files) HasCompiler() bool {
	missing := func(name string) bool { return f.URL(name) == "" }
	return !slices.ContainsFunc(append([]string{CompilerWorker}, CompilerParts...), missing)
}

// CompressedSize is how many bytes the compressed forms of a bundle have; 0 for a form
// that is not there.
func (f *Files) CompressedSize(name string) (gzip, brotli int64) {
	size := func(suffix string) int64 {
		info, err := fs.Stat(f.fsys, f.bundles[name].File+suffix)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	return size(".gz"), size(".br")
}
