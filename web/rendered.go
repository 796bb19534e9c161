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

// renderedPage is a page or a document of a page, rendered once: all learners get the
// same.
type renderedPage struct {
	contentType   string
	body, gzipped []byte
	etag          string // strong, of the body; each coding has a suffix of its own
}

func renderPage(c templ.Component) (*renderedPage, error) {
	var html bytes.Buffer
	if err := c.Render(context.Background(), &html); err != nil {
		return nil, err
	}
	return renderDocument("text/html; charset=utf-8", html.Bytes())
}

// writePage answers with a page for this request alone.
func (s *Site) writePage(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var html bytes.Buffer
	if err := c.Render(r.Context(), &html); err != nil {
		s.cfg.Log.ErrorContext(r.Context(), "render", "path", r.URL.Path, "error", err)
		s.errorPage.serve(w, r, http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(html.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(html.Bytes())
}

func renderDocument(contentType string, body []byte) (*renderedPage, error) {
	var zipped bytes.Buffer
	zw, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zw.Write(body); err != nil {
		return nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return &renderedPage{contentType, body, zipped.Bytes(), hex.EncodeToString(sum[:12])}, nil
}

func (d *renderedPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.serve(w, r, http.StatusOK)
}

// serve writes the page, or 304 if the client has it. Only pages that exist
// have an ETag.
func (d *renderedPage) serve(w http.ResponseWriter, r *http.Request, status int) {
	body, etag := d.body, `"`+d.etag+`"`
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if static.Accepts(r, "gzip") {
		body, etag = d.gzipped, `"`+d.etag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", d.contentType)
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
