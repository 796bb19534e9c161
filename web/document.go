package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"socketschool/static"
)

// document is a page, rendered once: pages are the same for everybody.
type document struct {
	html, gzipped []byte
	etag          string // strong, of the HTML; each coding has a suffix of its own
}

func newDocument(c templ.Component) (*document, error) {
	var html, zipped bytes.Buffer
	if err := c.Render(context.Background(), &html); err != nil {
		return nil, err
	}
	zw, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zw.Write(html.Bytes()); err != nil {
		return nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(html.Bytes())
	return &document{html.Bytes(), zipped.Bytes(), hex.EncodeToString(sum[:12])}, nil
}

func (d *document) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.serve(w, r, http.StatusOK)
}

// serve writes the page, or 304 if the client has it. Only pages that exist
// have an ETag.
func (d *document) serve(w http.ResponseWriter, r *http.Request, status int) {
	body, etag := d.html, `"`+d.etag+`"`
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if static.Accepts(r, "gzip") {
		body, etag = d.gzipped, `"`+d.etag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	if status == http.StatusOK {
		h.Set("ETag", etag)
		if matches(r.Header.Get("If-None-Match"), etag) {
			h.Del("Content-Encoding")
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// matches compares weakly, as If-None-Match has it (RFC 9110, 13.1.2).
func matches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}
