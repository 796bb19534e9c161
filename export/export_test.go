package export

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"socketschool/lessons"
	"socketschool/server"
	"socketschool/static"
	"socketschool/web/csp"
)

const base, origin = "/tutorial/", "https://example.org"

// bundles stand for what the build makes; change is one of its contents.
func bundles(t *testing.T, change string) *static.Files {
	t.Helper()
	contents := map[string]string{
		"app.js": "let app" + change, "early-settings.js": "let theme", "worker.js": "let worker", "sw.js": "let sw",
		"app.css":  "@font-face{src:url(./inter-TESTHASH.woff2)}",
		"tab.wasm": "\x00asm", "tab-tls.wasm": "\x00asm with TLS",
		"compiler-worker.js": "let compiler", "compile.wasm": "\x00asm compile", "link.wasm": "\x00asm link",
		"builder.wasm": "\x00asm build", "archives.bin": "archives", "code.js": "let code", "code-editor.js": "let editor",
		"codetools.wasm": "\x00asm tools",
		"inter.woff2":    "a font", "source-serif.woff2": "a font", "jetbrains-mono.woff2": "a font",
	}
	manifest := make(map[string]any)
	fsys := fstest.MapFS{}
	for name, content := range contents {
		hashed := strings.Replace(name, ".", "-TESTHASH.", 1)
		manifest[name] = map[string]any{"file": hashed, "bytes": len(content)}
		f := file{content: []byte(content)}
		if !strings.HasSuffix(name, ".wasm") && !strings.HasSuffix(name, ".bin") {
			fsys[hashed] = &fstest.MapFile{Data: f.content}
			continue
		}
		if err := f.compress(); err != nil {
			t.Fatal(err)
		}
		fsys[hashed+".br"] = &fstest.MapFile{Data: f.br}
		fsys[hashed+".gz"] = &fstest.MapFile{Data: f.gz}
	}
	list, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	fsys["manifest.json"] = &fstest.MapFile{Data: list}
	files, err := static.LoadFrom(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// loaded is the course as it is, read once for all tests.
var loaded = sync.OnceValues(func() ([]lessons.Lesson, error) {
	return lessons.Load(func(slug string) (lessons.Program, bool) {
		p, ok := server.Find(slug)
		return lessons.Program{Slug: p.Slug, Port: p.Port, TLS: p.TLS, Sources: p.Sources}, ok
	})
})

func config(t *testing.T) Config {
	t.Helper()
	all, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return Config{Lessons: all, Static: bundles(t, ""), Base: base, Origin: origin}
}

// site is what an export writes, by path, without the slow compression.
func site(t *testing.T, cfg Config) map[string][]byte {
	t.Helper()
	set, err := collect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return forms(set)
}

// compressedSite is all that an export writes.
func compressedSite(t *testing.T, cfg Config) map[string][]byte {
	t.Helper()
	set, err := collect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.compress(t.Context()); err != nil {
		t.Fatal(err)
	}
	return forms(set)
}

func forms(set *fileSet) map[string][]byte {
	all := make(map[string][]byte)
	for _, f := range set.files {
		maps.Copy(all, f.variants())
	}
	return all
}

// TestCompressed also holds that two exports are the same.
func TestCompressed(t *testing.T) {
	cfg := config(t)
	cfg.Lessons = cfg.Lessons[:2]
	one, two := compressedSite(t, cfg), compressedSite(t, cfg)
	if len(one) != len(two) {
		t.Errorf("%d files, then %d", len(one), len(two))
	}
	for name, content := range one {
		if !bytes.Equal(content, two[name]) {
			t.Errorf("%s is another one the second time", name)
		}
	}
	checkForms(t, one)
}

// TestCompiler: the compiler is there only if it is asked for. Then its parts are there
// compressed alone, and no service worker fetches them.
func TestCompiler(t *testing.T) {
	cfg := config(t)
	cfg.Lessons = cfg.Lessons[:2]
	parts := func(all map[string][]byte) (names []string) {
		for name := range all {
			for _, part := range []string{"compile-", "link-", "builder-", "archives-", "compiler-worker-"} {
				if strings.HasPrefix(name, "static/"+part) {
					names = append(names, strings.TrimPrefix(name, "static/"))
				}
			}
		}
		slices.Sort(names)
		return names
	}
	without := site(t, cfg)
	if names := parts(without); len(names) > 0 {
		t.Errorf("not asked for: %q", names)
	}
	if bytes.Contains(without["sw.js"], []byte("codetools-TESTHASH")) {
		t.Error("the service worker keeps the code tools where nothing can be built")
	}
	if page := without["lessons/echo/index.html"]; bytes.Contains(page, []byte("data-compiler")) {
		t.Error("a page names a compiler that is not there")
	}
	cfg.Compiler = true
	with := site(t, cfg)
	want := []string{
		"archives-TESTHASH.bin.br", "archives-TESTHASH.bin.gz", "builder-TESTHASH.wasm.br", "builder-TESTHASH.wasm.gz",
		"compile-TESTHASH.wasm.br", "compile-TESTHASH.wasm.gz", "compiler-worker-TESTHASH.js",
		"link-TESTHASH.wasm.br", "link-TESTHASH.wasm.gz",
	}
	if names := parts(with); !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
	if page := with["lessons/echo/index.html"]; !bytes.Contains(page, []byte("/tutorial/static/compile-TESTHASH.wasm")) {
		t.Error("the page does not name the compiler")
	}
	worker := with["sw.js"]
	if bytes.Contains(worker, []byte("compile-TESTHASH")) || !bytes.Contains(worker, []byte("compiler-worker-TESTHASH")) {
		t.Error("the service worker keeps the compiler, or not its script")
	}
	if !bytes.Contains(worker, []byte("codetools-TESTHASH")) {
		t.Error("the service worker does not keep the code tools")
	}
}

func checkForms(t *testing.T, all map[string][]byte) {
	t.Helper()
	n := 0
	for name, content := range all {
		if !slices.Contains(compressible, path.Ext(name)) {
			continue
		}
		n++
		zr, err := gzip.NewReader(bytes.NewReader(all[name+".gz"]))
		if err != nil {
			t.Errorf("%s.gz: %v", name, err)
			continue
		}
		for suffix, r := range map[string]io.Reader{".gz": zr, ".br": brotli.NewReader(bytes.NewReader(all[name+".br"]))} {
			if plain, err := io.ReadAll(r); err != nil || !bytes.Equal(plain, content) {
				t.Errorf("%s%s: %v, %d bytes of %d", name, suffix, err, len(plain), len(content))
			}
		}
	}
	if n < 12 { // 4 pages, 4 scripts, the style, 2 modules, the sitemap
		t.Errorf("%d files are compressed", n)
	}
}

// workerFiles is the list in the service worker.
type workerFiles struct {
	Version string
	Files   map[string]string
	Missing string
}

func keptBy(t *testing.T, worker []byte) workerFiles {
	t.Helper()
	list, script, ok := strings.Cut(strings.TrimPrefix(string(worker), "self.socketschoolSite="), ";\n")
	var k workerFiles
	if err := json.Unmarshal([]byte(list), &k); err != nil || !ok || script != "let sw" {
		t.Fatalf("sw.js: %v: %.80s", err, worker)
	}
	return k
}

func TestServiceWorker(t *testing.T) {
	all := site(t, config(t))
	k := keptBy(t, all[workerFile])
	for address, hash := range k.Files {
		name := address
		if name == "" || strings.HasSuffix(name, "/") {
			name += indexFile
		}
		sum := sha256.Sum256(all[name])
		if want := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); hash != want {
			t.Errorf("%s: %s, want %s", address, hash, want)
		}
	}
	if k.Files[k.Missing] == "" {
		t.Errorf("the page %q is not kept", k.Missing)
	}
	for name := range all {
		switch path.Ext(name) {
		case ".br", ".gz", ".xml", ".txt", ".png":
			continue
		}
		if _, ok := k.Files[file{path: name}.address()]; !ok && name != workerFile && !strings.Contains(name, "codetools") {
			t.Errorf("%s is not kept for offline", name)
		}
	}
}

func TestVersion(t *testing.T) {
	cfg := config(t)
	version := func() string { return keptBy(t, site(t, cfg)[workerFile]).Version }
	first := version()
	cfg.Static = bundles(t, "!")
	if version() == first {
		t.Error("a changed script leaves the version as it was")
	}
	cfg.Static = bundles(t, "")
	if got := version(); got != first {
		t.Errorf("the same files have versions %s and %s", first, got)
	}
	cfg.Lessons = slices.Clone(cfg.Lessons)
	cfg.Lessons[0].HTML += "<p>One more thing.</p>"
	if version() == first {
		t.Error("a changed lesson leaves the version as it was")
	}
}

func TestSitemap(t *testing.T) {
	for _, origin := range []string{origin, ""} {
		cfg := config(t)
		cfg.Origin = origin
		all := site(t, cfg)
		if origin == "" {
			if all["sitemap.xml"] != nil || all["robots.txt"] != nil {
				t.Error("a sitemap without whole addresses")
			}
			continue
		}
		var m struct {
			Loc []string `xml:"url>loc"`
		}
		if err := xml.Unmarshal(all["sitemap.xml"], &m); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, l := range cfg.Lessons {
			want = append(want, origin+base+"lessons/"+l.Slug+"/")
		}
		if want = append([]string{origin + base}, want...); !slices.Equal(m.Loc, want) {
			t.Errorf("sitemap %q, want %q", m.Loc, want)
		}
		robots, wanted := string(all["robots.txt"]), "Sitemap: "+origin+base+"sitemap.xml\n"
		if !strings.Contains(robots, wanted) {
			t.Errorf("robots.txt with origin %q: %q", origin, robots)
		}
	}
}

// TestREADME holds the headers in the README's web server configurations to the
// policy of the pages. Framing can be forbidden by a header alone.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := `Content-Security-Policy "` + csp.Meta() + `; frame-ancestors 'none'"`; bytes.Count(readme, []byte(want)) != 2 {
		t.Errorf("README.md does not say twice, for nginx and Caddy:\n%s", want)
	}
}

func TestNotBuilt(t *testing.T) {
	one := func(name string) string { return fmt.Sprintf("%q: {\"file\": \"1\", \"bytes\": 1}", name) }
	files, err := static.LoadFrom(fstest.MapFS{"manifest.json": {Data: []byte(
		"{" + one("app.js") + "," + one("app.css") + "," + one("early-settings.js") + "," + one("sw.js") + "}")}})
	if err != nil {
		t.Fatal(err)
	}
	cfg := config(t)
	cfg.Static = files
	if _, err := Write(t.Context(), t.TempDir(), cfg); err == nil || !strings.Contains(err.Error(), "lacks worker.js") {
		t.Errorf("without the tab's runtime: %v", err)
	}
}
