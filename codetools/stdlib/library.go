// Package stdlib is the file from which the code tools know the standard library: the
// compiler's export data of each package and the first sentence of each doc comment.
// Command pack writes it from the installed Go.
package stdlib

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// Package is what the library has of a package.
type Package struct {
	Path   string
	Export []byte // the archive member __.PKGDEF, as go/importer reads it
	// Docs has the first sentence of the doc comment by the name of what it describes:
	// "ToUpper", "Builder.Len", "Dialer.Timeout". The package's own has the name "".
	Docs map[string]string
}

// magic begins a file. A change of the format changes it.
const magic = "socketschool stdlib 1\n"

var errDamaged = errors.New("stdlib: the file is damaged or of another version")

// Encode returns the file of the packages. Equal packages in equal order give equal bytes.
func Encode(packages []Package) []byte {
	b := []byte(magic)
	for _, p := range packages {
		b = appendText(b, p.Path)
		b = appendText(b, string(p.Export))
		b = binary.AppendUvarint(b, uint64(len(p.Docs)))
		for _, name := range slices.Sorted(maps.Keys(p.Docs)) {
			b = appendText(b, name)
			b = appendText(b, p.Docs[name])
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Library is a decoded file. It reads the docs of a package when they are first asked for.
type Library struct {
	packages map[string]*entry
}

type entry struct {
	export  []byte
	encoded []byte            // the docs
	docs    map[string]string // nil until they are decoded
}

// Decode reads a file. The library keeps parts of it.
func Decode(file []byte) (*Library, error) {
	if len(file) < len(magic) || string(file[:len(magic)]) != magic {
		return nil, errDamaged
	}
	l := &Library{packages: make(map[string]*entry)}
	r := reader{rest: file[len(magic):]}
	for len(r.rest) > 0 && !r.failed {
		path := string(r.bytes())
		e := &entry{export: r.bytes()}
		start := r.rest
		for n := r.number(); n > 0 && !r.failed; n-- {
			r.bytes()
			r.bytes()
		}
		e.encoded = start[:len(start)-len(r.rest)]
		l.packages[path] = e
	}
	if r.failed {
		return nil, errDamaged
	}
	return l, nil
}

// Export returns the export data of a package, nil if the library lacks it.
func (l *Library) Export(path string) []byte {
	if e := l.packages[path]; e != nil {
		return e.export
	}
	return nil
}

// Doc returns the first sentence of a doc comment, "" if there is none.
func (l *Library) Doc(path, name string) string {
	e := l.packages[path]
	if e == nil {
		return ""
	}
	if e.docs == nil {
		e.docs = make(map[string]string)
		r := reader{rest: e.encoded}
		for n := r.number(); n > 0; n-- {
			name := string(r.bytes())
			e.docs[name] = string(r.bytes())
		}
	}
	return e.docs[name]
}

// Paths returns the import paths, in order.
func (l *Library) Paths() []string { return slices.Sorted(maps.Keys(l.packages)) }

type reader struct {
	rest   []byte
	failed bool // the rest is not what it should be
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) bytes() []byte {
	n := r.number()
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}
