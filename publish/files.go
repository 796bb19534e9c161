package publish

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
	indexFile   = "index.html"
	missingFile = "404.html"
	workerFile  = "sw.js"
)

// policy is the host's, as far as a page may say it of itself, and without
// forms: there is nobody to send one to.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; " +
	"require-trusted-types-for 'script'; trusted-types socketschool"

// file is one file of the site, with its compressed forms beside it.
type file struct {
	path    string // below the site's folder, with slashes
	content []byte
	br, gz  []byte // nil: not compressed, or not yet
	offline bool   // a service worker keeps it
	page    bool
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
	s.add(file{path: address, content: html.Bytes(), offline: true, page: address != missingFile})
	return nil
}

// addBundles takes what the pages load, as the build has compressed it.
func (s *fileSet) addBundles(bundles *static.Files) error {
	for _, name := range bundles.Names() {
		if name == workerFile {
			continue // it lies beside the pages, with a list of its own
		}
		c, err := bundles.Read(name)
		if err != nil {
			return fmt.Errorf("the bundle %s: %w", name, err)
		}
		s.add(file{
			path: strings.TrimPrefix(static.Prefix, "/") + c.File, content: c.Plain,
			br: c.Brotli, gz: c.Gzip, offline: true,
		})
	}
	return nil
}

// addWorker tells the service worker which files to keep. Its version is a hash
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
		"missing": missingFile,
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
		r.Hurried = r.Hurried || f.gz != nil && f.br == nil
	}
	return r
}

// forms returns the file and its compressed forms by the paths they are written to.
func (f file) forms() map[string][]byte {
	forms := map[string][]byte{f.path: f.content}
	if f.br != nil {
		forms[f.path+".br"] = f.br
	}
	if f.gz != nil {
		forms[f.path+".gz"] = f.gz
	}
	return forms
}
