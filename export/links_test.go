package export

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"socketschool/lessons"
	"socketschool/server"
	"socketschool/web/csp"
)

// pointers are the attributes by which a page names another file. A meta's
// content counts where its name says so.
var pointers = map[string]bool{"href": true, "src": true, "data-worker": true, "data-module": true}

var pointingMetas = map[string]bool{"socketschool-offline": true, "og:url": true, "og:image": true}

// document is a page of the site, parsed.
type document struct {
	links []string
	ids   map[string]bool
	attrs map[string]string // of elements of which there is one at most, "element attribute"
	metas map[string]string
}

func parse(t *testing.T, content []byte) document {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	d := document{ids: make(map[string]bool), attrs: make(map[string]string), metas: make(map[string]string)}
	for n := range root.Descendants() {
		at := make(map[string]string)
		for _, a := range n.Attr {
			at[a.Key] = a.Val
			d.attrs[n.Data+" "+a.Key] = a.Val
			if pointers[a.Key] && !strings.HasPrefix(a.Val, "data:") {
				d.links = append(d.links, a.Val)
			}
		}
		if at["id"] != "" {
			d.ids[at["id"]] = true
		}
		if name := at["name"] + at["property"] + at["http-equiv"]; n.Data == "meta" && name != "" {
			d.metas[name] = at["content"]
			if pointingMetas[name] {
				d.links = append(d.links, at["content"])
			}
		}
	}
	return d
}

// pages parses every page, by its path.
func pages(t *testing.T, files map[string][]byte) map[string]document {
	t.Helper()
	docs := make(map[string]document)
	for name, content := range files {
		if path.Ext(name) == ".html" {
			docs[name] = parse(t, content)
		}
	}
	all, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	if want := len(all) + 2; len(docs) != want { // the home page and 404.html
		t.Fatalf("%d pages, want %d", len(docs), want)
	}
	return docs
}

// TestLinks follows every link, asset and anchor of every page.
func TestLinks(t *testing.T) {
	all := site(t, config(t))
	docs := pages(t, all)
	followed := 0
	for name, doc := range docs {
		here, err := url.Parse(origin + base + file{path: name}.address())
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range doc.links {
			to, err := here.Parse(link)
			if err != nil {
				t.Errorf("%s: %s: %v", name, link, err)
				continue
			}
			target, ok := strings.CutPrefix(to.Path, base)
			if !ok || to.Host != here.Host {
				t.Errorf("%s: %s leads away from the site", name, link)
				continue
			}
			if name == notFoundFile && !strings.HasPrefix(link, base) && !strings.HasPrefix(link, "#") {
				t.Errorf("%s: %s does not work at every depth", name, link)
			}
			if target == "" || strings.HasSuffix(target, "/") {
				target += indexFile
			}
			if _, ok := all[target]; !ok {
				t.Errorf("%s: %s is not there (%s)", name, link, target)
			}
			if to.Fragment != "" && !docs[target].ids[to.Fragment] {
				t.Errorf("%s: %s names no place in that page", name, link)
			}
			followed++
		}
	}
	if followed < 150 {
		t.Errorf("%d links were followed", followed)
	}
}

func TestStyleAssets(t *testing.T) {
	all := site(t, config(t))
	for _, found := range regexp.MustCompile(`url\(([^)]+)\)`).FindAllSubmatch(all["static/1-app.css"], -1) {
		if name := path.Join("static", string(found[1])); all[name] == nil {
			t.Errorf("the stylesheet's %s is not there", name)
		}
	}
}

func TestHeads(t *testing.T) {
	all := site(t, config(t))
	for name, doc := range pages(t, all) {
		if got := doc.metas["Content-Security-Policy"]; got != csp.Meta() {
			t.Errorf("%s: policy %q", name, got)
		}
		if n := bytes.Count(all[name], []byte(` integrity="sha384-`)); n != bytes.Count(all[name], []byte("<script src"))+bytes.Count(all[name], []byte(`<script type="module" src`)) || n == 0 {
			t.Errorf("%s: %d scripts with a hash", name, n)
		}
		if doc.metas["description"] == "" {
			t.Errorf("%s has no description", name)
		}
		if got := doc.metas["socketschool-offline"]; got != base+workerFile {
			t.Errorf("%s: service worker %q", name, got)
		}
		if name == notFoundFile {
			continue
		}
		own := origin + base + file{path: name}.address()
		for _, meta := range []string{"og:title", "og:description", "og:type"} {
			if doc.metas[meta] == "" {
				t.Errorf("%s has no %s", name, meta)
			}
		}
		if doc.metas["og:url"] != own || !strings.HasPrefix(doc.metas["og:image"], origin+base) {
			t.Errorf("%s: og:url %q, og:image %q", name, doc.metas["og:url"], doc.metas["og:image"])
		}
	}
}

// TestPolicy holds the policy to what a page may say of itself, and to one
// thing that is called unsafe.
func TestPolicy(t *testing.T) {
	allowed := map[string]string{
		"default-src": "'none'", "script-src": "'self' 'wasm-unsafe-eval'", "style-src": "'self'", "font-src": "'self'",
		"img-src": "'self' data:", "connect-src": "'self'", "worker-src": "'self'", "base-uri": "'none'", "form-action": "'none'",
		"require-trusted-types-for": "'script'", "trusted-types": "socketschool",
	}
	for directive := range strings.SplitSeq(csp.Meta(), "; ") {
		name, value, _ := strings.Cut(directive, " ")
		if allowed[name] != value {
			t.Errorf("directive %s %q", name, value)
		}
		delete(allowed, name)
	}
	for name := range allowed {
		t.Errorf("directive %s is missing", name)
	}
}

func TestLab(t *testing.T) {
	all := site(t, config(t))
	for name, doc := range pages(t, all) {
		if _, ok := doc.attrs["socket-lab data-lesson"]; !ok {
			continue
		}
		if _, ok := doc.attrs["socket-lab data-host"]; ok {
			t.Errorf("%s offers a host", name)
		}
		module := strings.TrimPrefix(doc.attrs["socket-lab data-module"], base)
		if want := strconv.Itoa(len(all[module])); doc.attrs["socket-lab data-module-bytes"] != want {
			t.Errorf("%s: data-module-bytes %s, want %s", name, doc.attrs["socket-lab data-module-bytes"], want)
		}
		program, ok := server.Find(doc.attrs["socket-lab data-lesson"])
		usesCrypto := lessons.Program{Sources: program.Sources}.UsesCrypto()
		if got := strings.Contains(module, "tls"); !ok || got != usesCrypto || !got && program.TLS {
			t.Errorf("%s runs %s", name, module)
		}
		if bytes.Contains(all[name], []byte("the server does not. Run it in one terminal")) {
			t.Errorf("%s tells who has no JavaScript to use the host", name)
		}
	}
}
