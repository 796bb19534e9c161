package static

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "\x00asm and what follows"

func files(t *testing.T) *Files {
	t.Helper()
	var zipped bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	if _, err := zw.Write([]byte(module)); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	one := func(name string) string { return `"` + name + `": {"file": "1-` + name + `", "bytes": 3}` }
	f, err := LoadFrom(fstest.MapFS{
		"manifest.json": {Data: []byte("{" + strings.Join([]string{
			one("app.js"), one("app.css"), one("early-settings.js"),
			`"tab.wasm": {"file": "tab-1.wasm", "bytes": ` + strconv.Itoa(len(module)) + `}`,
		}, ",") + "}")},
		"1-app.js":      {Data: []byte("app")},
		"tab-1.wasm.gz": {Data: zipped.Bytes()},
		"tab-1.wasm.br": {Data: []byte("brotli")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestServe(t *testing.T) {
	f := files(t)
	if got := f.Size("tab.wasm"); got != int64(len(module)) {
		t.Errorf("Size %d, want %d", got, len(module))
	}
	if f.URL("nope.js") != "" || f.Size("nope.js") != 0 {
		t.Error("a file that the manifest lacks has an address or a size")
	}
	// The hash of "app" by `openssl dgst -sha384 -binary | base64`.
	if got, want := f.Integrity("app.js"), "sha384-eHhHA5yRWyrA39S98cz2A2QMX97dgcouvSCGeivEhVGH4n/L3CzYW4PPvcsd5jL3"; got != want {
		t.Errorf("Integrity %q, want %q", got, want)
	}
	tests := []struct {
		name, method, path, accept string
		coding, body               string // "gzip" is compared inflated
	}{
		{"as brotli", "GET", "tab-1.wasm", "gzip, br", "br", "brotli"},
		{"as gzip", "GET", "tab-1.wasm", "gzip", "gzip", module},
		{"inflated for who takes neither", "GET", "tab-1.wasm", "", "", module},
		{"inflated, without the body", "HEAD", "tab-1.wasm", "", "", ""},
		{"as it is", "GET", "1-app.js", "gzip", "", "app"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, Prefix+tt.path, nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			if !f.Serve(w, r) || w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			h := w.Result().Header
			if got := h.Get("Content-Encoding"); got != tt.coding {
				t.Errorf("Content-Encoding %q, want %q", got, tt.coding)
			}
			if want := "application/wasm"; strings.HasSuffix(tt.path, ".wasm") && h.Get("Content-Type") != want {
				t.Errorf("Content-Type %q, want %q", h.Get("Content-Type"), want)
			}
			body := w.Body.String()
			if tt.coding == "gzip" {
				body = inflated(t, w.Body)
			}
			if body != tt.body {
				t.Errorf("body %q, want %q", body, tt.body)
			}
			if got := h.Get("Content-Length"); tt.coding == "" && tt.path == "tab-1.wasm" && got != strconv.Itoa(len(module)) {
				t.Errorf("Content-Length %q", got)
			}
		})
	}
	for _, path := range []string{"", "manifest.json", "tab-1.wasm.gz", "nope.js"} {
		if f.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", Prefix+path, nil)) {
			t.Errorf("%q is served", path)
		}
	}
}

func TestRead(t *testing.T) {
	f := files(t)
	if got, want := strings.Join(f.Names(), " "), "app.css app.js early-settings.js tab.wasm"; got != want {
		t.Errorf("Names %q, want %q", got, want)
	}
	app, err := f.Read("app.js")
	if err != nil || app.File != "1-app.js" || string(app.Plain) != "app" || app.Brotli != nil || app.Gzip != nil {
		t.Errorf("app.js: %+v, %v", app, err)
	}
	wasm, err := f.Read("tab.wasm")
	if err != nil || string(wasm.Plain) != module || string(wasm.Brotli) != "brotli" || len(wasm.Gzip) == 0 {
		t.Errorf("tab.wasm: %+v, %v", wasm, err)
	}
	if _, err := f.Read("early-settings.js"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a bundle whose file is gone: %v", err)
	}
}

func inflated(t *testing.T, r io.Reader) string {
	t.Helper()
	zr, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestNotBuilt(t *testing.T) {
	if _, err := LoadFrom(fstest.MapFS{}); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("without a manifest: %v", err)
	}
	if _, err := LoadFrom(fstest.MapFS{"manifest.json": {Data: []byte(`{"app.js":{"file":"a"}}`)}}); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("with half a manifest: %v", err)
	}
}
