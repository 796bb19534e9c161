// Package socketschool holds no code: this test keeps the house's order.
package socketschool

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rules says which packages of ours a package may import, and why no others.
// Of two that fit, the longer one counts. Tests may import more.
var rules = []struct {
	pkg     string // below socketschool/; a trailing /* is all beneath
	may     []string
	foreign bool // may import modules that are not ours
	why     string
}{
	{"server", []string{"server/*"}, false, "the table knows the examples, and is copied by nobody"},
	{"server/*", nil, false, "learners read it: the standard library alone, and never a sibling"},
	{"server/servertest", nil, false, "a helper of the examples' tests knows none of them"},
	{"lab", nil, false, "it runs in the tab as well: no WebSocket, no HTTP, no server table"},
	{"lab/memnet", nil, false, "a network: nothing of labs, so that it can be held against real TCP alone"},
	{"wire", []string{"lab"}, false, "what is said, and nothing of what carries it; TLS apart, for programs without it"},
	{"wire/handshake", []string{"lab", "wire"}, false, "the TLS client of a lab's connections"},
	{"bridge", []string{"lab", "problem", "wire", "wire/handshake"}, true, "it connects to labs and knows nothing of pages"},
	{"problem", nil, false, "a format, and nothing of what went wrong"},
	{"lessons", nil, true, "plain structs of HTML: no HTTP, no lab"},
	{"static", nil, false, "files, and how to serve them"},
	{"web", []string{"bridge", "lab", "lessons", "problem", "static", "web/address", "web/course"}, true, "which servers there are is told to it by cmd"},
	{"web/address", nil, true, "host names and paths that an operator gives: flags use it, pages and requests need not"},
	{"web/course", []string{"lessons", "static", "web/page"}, true, "pages for the host and for files alike: it knows neither"},
	{"web/page", nil, true, "a component takes a view model, never a service"},
	{"publish", []string{"lessons", "static", "web/course"}, true, "it writes the pages into files: no lab, no request, and which servers there are is told to it"},
	{"cmd/socketschool", []string{"bridge", "lab", "lessons", "publish", "server", "server/secure", "static", "web", "web/address", "web/course"}, true, "the one place where all is wired"},
	{"cmd/start", nil, false, "it builds the rest: the standard library alone, so that it runs before anything is fetched"},
	{"cmd/release", nil, false, "it packs what cmd/start and Go build: the standard library alone"},
	{"wasm", []string{"lab", "server", "wasm/tab"}, false, "the one place where the tab's program is wired"},
	{"wasm/tab", []string{"lab", "lab/memnet", "wire", "wire/handshake"}, false, "it speaks with a page by one function: no JavaScript, no server table"},
	{"bench", []string{"server/echo"}, true, "it measures the program from outside, and one server without it"},
}

// notHTTP must not import net/http.
var notHTTP = []string{"lab", "lessons", "wasm", "wasm/tab", "wire", "wire/handshake"}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	for _, goos := range []string{"", "js"} {
		name := goos
		patterns := []string{"./..."}
		if goos == "js" {
			patterns = []string{"./lab/...", "./server/...", "./wire/...", "./wasm/..."}
		} else {
			name = "host"
		}
		t.Run(name, func(t *testing.T) {
			for _, p := range list(t, goos, patterns) {
				check(t, p)
			}
		})
	}
}

// TestWithoutTLS: what the tag notls is for.
func TestWithoutTLS(t *testing.T) {
	deps := func(tags string) []byte {
		cmd := exec.Command("go", "list", "-deps", "-tags", tags, "./wasm")
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tls := []byte("\ncrypto/tls\n")
	if bytes.Contains(deps("notls"), tls) || !bytes.Contains(deps(""), tls) {
		t.Error("the program for the tab has crypto/tls with the tag notls, or lacks it without")
	}
}

func list(t *testing.T, goos string, patterns []string) []goPackage {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports"}, patterns...)...)
	if goos == "js" {
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	}
	out, err := cmd.Output()
	if err != nil {
		if ee, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("%v: %s", err, ee.Stderr)
		}
		t.Fatal(err)
	}
	var all []goPackage
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func check(t *testing.T, p goPackage) {
	t.Helper()
	short, ours := strings.CutPrefix(p.ImportPath, "socketschool/")
	if !ours || len(p.Imports) == 0 {
		return // this package, which is tests alone
	}
	best := -1
	for i, r := range rules {
		if fits(r.pkg, short) && (best < 0 || len(r.pkg) > len(rules[best].pkg)) {
			best = i
		}
	}
	if best < 0 {
		t.Errorf("%s has no rule: say in this table what it may import, and why", short)
		return
	}
	r := rules[best]
	for _, path := range p.Imports {
		imported, ours := strings.CutPrefix(path, "socketschool/")
		switch {
		case ours && !slices.ContainsFunc(r.may, func(m string) bool { return fits(m, imported) }):
			t.Errorf("%s imports %s, and should not: %s", short, imported, r.why)
		case !ours && !r.foreign && strings.Contains(strings.Split(path, "/")[0], "."):
			t.Errorf("%s imports %s, and should not: %s", short, path, r.why)
		case path == "net/http" && slices.Contains(notHTTP, short):
			t.Errorf("%s imports net/http, and should not: %s", short, r.why)
		}
	}
}

func fits(rule, pkg string) bool {
	if parent, ok := strings.CutSuffix(rule, "/*"); ok {
		return strings.HasPrefix(pkg, parent+"/")
	}
	return rule == pkg
}
