package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"socketschool/static"
)

const (
	indexFile    = "index.html"
	notFoundFile = "404.html"
	workerFile   = "sw.js"
)

// onDemand are the bundles that a page loads only for a reader who edits code, 3 MB. A
// service worker keeps them where the code can be built, too.
var onDemand = []string{"code-tools-worker.js", "codetools.wasm", "stdlib.bin"}

// file is one file of the site, with its compressed forms beside it.
type file struct {
	path    string // below the site's folder, with slashes
	content []byte
	br, gz  []byte // nil: not compressed, or not yet
	offline bool   // a service worker keeps it
	page    bool

	compressedOnly bool // the file itself is not written
}

// address is how a browser asks for the file, below the base path.
func (f file) address() string {
	if name, ok := strings.CutSuffix(f.path, indexFile); ok {
		return name
	}
	return f.path
}

type fileSet struct{ files []file }

func (s *fileSet) add(f file) { s.files = append(s.files, f) }

// addPage writes a page at its address, which is a folder or a file.
func (s *fileSet) addPage(ctx context.Context, address string, c templ.Component) error {
	if address == "" || strings.HasSuffix(address, "/") {
		address += indexFile
	}
	var html bytes.Buffer
	if err := c.Render(ctx, &html); err != nil {
		return err
	}
	s.add(file{path: address, content: html.Bytes(), offline: true, page: address != notFoundFile})
	return nil
}

// addBundles takes what the pages load, as the build has compressed it. Of the compiler
// it takes the compressed forms alone, which keeps each file below the 20 MiB that web
// hosts allow, and no service worker keeps it: learners ask for it.
func (s *fileSet) addBundles(bundles *static.Files, compiler bool) error {
	for _, name := range bundles.Names() {
		if name == workerFile {
			continue // it lies beside the pages, with a list of its own
		}
		part := slices.Contains(static.CompilerParts, name)
		if !compiler && (part || name == static.CompilerWorker) {
			continue
		}
		read := bundles.Read
		if part {
			read = bundles.ReadStored
		}
		c, err := read(name)
		if err != nil {
			return fmt.Errorf("the bundle %s: %w", name, err)
		}
		s.add(file{
			path: strings.TrimPrefix(static.Prefix, "/") + c.File, content: c.Plain,
			br: c.Brotli, gz: c.Gzip,
			offline: !part && (compiler || !slices.Contains(onDemand, name)), compressedOnly: part,
		})
	}
	return nil
}

// addWorker adds the service worker with the list of files to keep. Its version is a hash
// of them all, so that it changes if and only if one of them does.
func (s *fileSet) addWorker(bundles *static.Files) error {
	script, err := bundles.Read(workerFile)
	if err != nil {
		return fmt.Errorf("the bundle %s: %w", workerFile, err)
	}
	hashes := make(map[string]string)
	version := sha256.New()
	for _, f := range s.files {
		if !f.offline {
			continue
		}
		sum := sha256.Sum256(f.content)
		hashes[f.address()] = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
		fmt.Fprintf(version, "%s %x\n", f.address(), sum)
	}
	list, err := json.Marshal(map[string]any{
		"version": hex.EncodeToString(version.Sum(nil)[:8]),
		"files":   hashes,
		"missing": notFoundFile,
	})
	if err != nil {
		return err
	}
	s.add(file{path: workerFile, content: slices.Concat([]byte("self.socketschoolSite="), list, []byte(";\n"), script.Plain)})
	return nil
}

func (s *fileSet) result() Result {
	r := Result{Files: len(s.files)}
	for _, f := range s.files {
		if f.page {
			r.Pages++
		}
		r.Bytes += int64(len(f.content) + len(f.br) + len(f.gz))
		if !f.offline {
			continue
		}
		smallest := len(f.content)
		for _, form := range [][]byte{f.br, f.gz} {
			if form != nil {
				smallest = min(smallest, len(form))
			}
		}
		r.Transferred += int64(smallest)
		r.LacksBrotli = r.LacksBrotli || f.gz != nil && f.br == nil
	}
	return r
}

// variants returns the file and its compressed forms, by the path of each.
func (f file) variants() map[string][]byte {
	variants := make(map[string][]byte)
	if !f.compressedOnly {
		variants[f.path] = f.content
	}
	if f.br != nil {
		variants[f.path+".br"] = f.br
	}
	if f.gz != nil {
		variants[f.path+".gz"] = f.gz
	}
	return variants
}
