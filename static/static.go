// Package static holds what a page loads: the stylesheet, the scripts and the
// fonts, bundled by build.mjs into built/ under names that carry a hash of
// their content, and thus cached for ever.
package static

import (
	"compress/gzip"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed all:built
var built embed.FS

// UnregisterWorker is a service worker that replaces an exported site's and
// unregisters itself.
//
//go:embed offline/unregister-sw.js
var UnregisterWorker []byte

// ErrNotBuilt is returned by Load where the bundles have not been made: they
// are not in the repository.
var ErrNotBuilt = errors.New("the page's scripts and styles are not built: run `go run ./cmd/start -build`")

// Prefix is where Files are served.
const Prefix = "/static/"

// Files are the bundles.
type Files struct {
	fsys    fs.FS
	bundles map[string]bundle // by plain name: "app.js"
	known   map[string]bundle // by the name that carries the hash
}

// bundle is a file as the manifest has it.
type bundle struct {
	File  string // with the hash: "app-HASH.js"
	Bytes int64  // uncompressed
}

// Load reads the bundles' manifest.
func Load() (*Files, error) {
	fsys, err := fs.Sub(built, "built")
	if err != nil {
		return nil, err
	}
	return LoadFrom(fsys)
}

// LoadFrom reads the manifest of the bundles in fsys.
func LoadFrom(fsys fs.FS) (*Files, error) {
	manifest, err := fs.ReadFile(fsys, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, err
	}
	f := &Files{fsys: fsys, known: make(map[string]bundle)}
	if err := json.Unmarshal(manifest, &f.bundles); err != nil {
		return nil, fmt.Errorf("manifest.json of the bundles: %w", err)
	}
	for _, b := range f.bundles {
		f.known[b.File] = b
	}
	for _, name := range []string{"app.js", "app.css", "early-settings.js"} {
		if f.bundles[name].File == "" {
			return nil, fmt.Errorf("%w (the manifest lacks %s)", ErrNotBuilt, name)
		}
	}
	return f, nil
}

// URL is the address of a bundle by its plain name, "" if there is none.
func (f *Files) URL(name string) string {
	if b, ok := f.bundles[name]; ok {
		return Prefix + b.File
	}
	return ""
}

// Integrity is what the integrity attribute of a bundle's element says (SRI), ""
// if there is no such bundle or only its compressed forms are kept.
func (f *Files) Integrity(name string) string {
	content, err := fs.ReadFile(f.fsys, f.bundles[name].File)
	if err != nil {
		return ""
	}
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Size is how many bytes a bundle has, uncompressed; 0 if there is none.
func (f *Files) Size(name string) int64 { return f.bundles[name].Bytes }

// Names are the bundles' plain names, in order.
func (f *Files) Names() []string { return slices.Sorted(maps.Keys(f.bundles)) }

// Content is the content of a bundle. Brotli and Gzip are nil where it is not
// compressed ahead of time.
type Content struct {
	File                string // its name, with the hash
	Plain, Brotli, Gzip []byte
}

// Read gives a bundle by its plain name.
func (f *Files) Read(name string) (Content, error) {
	c, err := f.ReadStored(name)
	if err != nil || c.Plain != nil {
		return c, err
	}
	plain, err := f.inflate(c.File)
	if err != nil {
		return c, err
	}
	defer plain.Close()
	c.Plain, err = io.ReadAll(plain)
	return c, err
}

// ReadStored gives those forms of a bundle that are stored: Plain is nil where there
// are only compressed ones.
func (f *Files) ReadStored(name string) (Content, error) {
	c := Content{File: f.bundles[name].File}
	for suffix, to := range map[string]*[]byte{"": &c.Plain, ".br": &c.Brotli, ".gz": &c.Gzip} {
		content, err := fs.ReadFile(f.fsys, c.File+suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return c, err
		}
		*to = content
	}
	return c, nil
}

// codings are the ways in which a bundle may be compressed ahead of time, the
// better first.
var codings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// Serve serves a bundle, compressed ahead of time where the client takes
// that. The request's path still has Prefix.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request) bool {
	name := strings.TrimPrefix(r.URL.Path, Prefix)
	b, ok := f.known[name]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	for _, c := range codings {
		if Accepts(r, c.name) && f.has(name+c.suffix) {
			h.Set("Content-Encoding", c.name)
			http.ServeFileFS(w, r, f.fsys, name+c.suffix)
			return true
		}
	}
	if f.has(name) {
		http.ServeFileFS(w, r, f.fsys, name)
		return true
	}
	f.serveInflated(w, r, b)
	return true
}

// serveInflated is for the rare client that takes no coding, and asks for a
// file that is kept compressed alone.
func (f *Files) serveInflated(w http.ResponseWriter, r *http.Request, b bundle) {
	plain, err := f.inflate(b.File)
	if err != nil {
		panic(fmt.Errorf("static: %s: %w", b.File, err)) // the build left a file out
	}
	defer plain.Close()
	w.Header().Set("Content-Length", strconv.FormatInt(b.Bytes, 10))
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, plain)
	}
}

func (f *Files) has(file string) bool {
	_, err := fs.Stat(f.fsys, file)
	return err == nil
}

func (f *Files) inflate(file string) (io.ReadCloser, error) {
	zipped, err := f.fsys.Open(file + ".gz")
	if err != nil {
		return nil, err
	}
	plain, err := gzip.NewReader(zipped)
	if err != nil {
		zipped.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, zipped}, nil
}

func contentType(name string) string {
	known := map[string]string{".woff2": "font/woff2", ".wasm": "application/wasm", ".bin": "application/octet-stream"}
	if t := known[path.Ext(name)]; t != "" {
		return t
	}
	return mime.TypeByExtension(path.Ext(name))
}

// Accepts reports whether the client takes a content coding (RFC 9110, 12.5.3).
func Accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		fields := strings.Split(part, ";")
		if !strings.EqualFold(strings.TrimSpace(fields[0]), coding) {
			continue
		}
		return !slices.ContainsFunc(fields[1:], func(p string) bool {
			q, ok := strings.CutPrefix(strings.ReplaceAll(p, " ", ""), "q=")
			return ok && strings.Trim(q, "0.") == ""
		})
	}
	return false
}
