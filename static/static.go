// Package static holds what a page loads: the stylesheet, the scripts and the
// fonts, bundled by build.mjs into built/ under names that carry a hash of
// their content, and thus cached for ever.
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
)

//go:embed all:built
var built embed.FS

// ErrNotBuilt is returned by Load where the bundles have not been made: they
// are not in the repository.
var ErrNotBuilt = errors.New("the page's scripts and styles are not built: run `go tool -modfile=tools.mod task build`")

// Prefix is where Files are served.
const Prefix = "/static/"

// Files are the bundles.
type Files struct {
	fsys fs.FS
	urls map[string]string // "app.js" -> "/static/app-HASH.js"
}

// Load reads the bundles' manifest.
func Load() (*Files, error) {
	fsys, err := fs.Sub(built, "built")
	if err != nil {
		return nil, err
	}
	manifest, err := fs.ReadFile(fsys, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, err
	}
	var names map[string]string
	if err := json.Unmarshal(manifest, &names); err != nil {
		return nil, fmt.Errorf("manifest.json of the bundles: %w", err)
	}
	f := &Files{fsys: fsys, urls: make(map[string]string)}
	for name, hashed := range names {
		f.urls[name] = Prefix + hashed
	}
	for _, name := range []string{"app.js", "app.css", "theme.js"} {
		if f.urls[name] == "" {
			return nil, fmt.Errorf("%w (the manifest lacks %s)", ErrNotBuilt, name)
		}
	}
	return f, nil
}

// URL is the address of a bundle by its plain name, "" if there is none.
func (f *Files) URL(name string) string { return f.urls[name] }

// ServeHTTP serves a bundle, compressed ahead of time where the client takes
// that. The request's path still has Prefix.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) bool {
	name := strings.TrimPrefix(r.URL.Path, Prefix)
	if !f.known(name) {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	for _, c := range []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !Accepts(r, c.coding) {
			continue
		}
		if _, err := fs.Stat(f.fsys, name+c.suffix); err == nil {
			h.Set("Content-Encoding", c.coding)
			http.ServeFileFS(w, r, f.fsys, name+c.suffix)
			return true
		}
	}
	http.ServeFileFS(w, r, f.fsys, name)
	return true
}

func (f *Files) known(name string) bool {
	for _, url := range f.urls {
		if url == Prefix+name {
			return true
		}
	}
	return false
}

func contentType(name string) string {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return map[string]string{".woff2": "font/woff2"}[path.Ext(name)]
}

// Accepts tells whether the client takes a content coding (RFC 9110, 12.5.3).
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
