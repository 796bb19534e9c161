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
	{"server", []string{"lab", "server/*"}, false, "the catalogue of the programs; nothing else lists them"},
	{"server/*", nil, false, "learners read it: the standard library alone, and never a sibling"},
	{"server/versions", []string{"lab", "server", "server/*"}, false, "the catalogue of what the tab's module runs: the programs and their naive versions"},
	{"server/servertest", nil, false, "a helper of the examples' tests knows none of them"},
	{"lab", []string{"lab/event", "lab/stack", "lab/trace"}, false, "it runs in the tab as well: no WebSocket, no HTTP, no server table"},
	{"lab/authority", nil, false, "certificates of clients, for labs and checks; crypto/tls is here and not in package lab"},
	{"lab/event", nil, false, "what happened, and nothing of what reports or shows it"},
	{"lab/stack", nil, false, "text that the runtime prints: neither labs nor programs"},
	{"lab/trace", []string{"lab/event"}, false, "it takes a listener and an event log: no lab, so that other programs can be traced"},
	{"lab/tcpstate", []string{"lab/trace"}, true, "what systems know of connections: system calls, and no lab"},
	{"lab/pool", []string{"lab"}, false, "which labs a host runs: no HTTP, no server table"},
	{"lab/memnet", nil, false, "a network: nothing of labs, so that it can be held against real TCP alone"},
	{"protocol", nil, false, "the messages, independent of labs and of what carries the messages; TLS apart, for programs without it"},
	{"protocol/handshake", []string{"lab/authority", "protocol"}, false, "the TLS client of a lab's connections"},
	{"bridge", []string{"bridge/pagesocket", "bridge/rawio", "lab", "lab/event", "lab/memnet", "protocol", "protocol/handshake"}, false, "it connects to labs and knows nothing of pages; the WebSocket library is in bridge/pagesocket alone"},
	{"bridge/pagesocket", []string{"bridge/rawio", "problem", "protocol"}, true, "a WebSocket and its heartbeat: no lab, no client, no viewer"},
	{"bridge/rawio", nil, true, "system calls on a connection"},
	{"relay", []string{"bridge", "bridge/pagesocket", "protocol"}, false, "ports for servers in tabs: it knows no class, and the bytes are the bridge's"},
	{"problem", nil, false, "a format, and nothing of what went wrong"},
	{"lessons", nil, true, "plain structs of HTML: no HTTP, no lab"},
	{"lessons/*", nil, false, "programs that learners read: the standard library alone"},
	{"static", nil, false, "files, and how to serve them"},
	{"check", []string{"lab", "lab/event", "lab/memnet"}, false, "exercises are written with it: it runs in the tab, in a terminal and in CI, so the standard library and the lab"},
	{"check/secure", []string{"check", "lab/authority"}, false, "clients that speak TLS, for checks of servers that do: crypto/tls is here and not in package check"},
	{"check/internal/faulty", nil, false, "servers of its tests: as learners write them"},
	{"check/process", []string{"check", "lab", "lab/event"}, false, "it comes along in learners' modules: the standard library and what checks"},
	{"check/report", []string{"check", "lab/event"}, false, "a result as text: no processes, no terminal"},
	{"check/checktest", []string{"check", "check/process", "check/report", "lab"}, false, "package testing is here, and so not in the tab's modules"},
	{"exercise", []string{"lessons"}, false, "files and the go command: it shows nothing, and knows nothing of what was done"},
	{"progressfile", []string{"filelock"}, false, "a file format, and nothing of exercises"},
	{"filelock", nil, true, "a lock between processes, and nothing of what it is for"},
	{"check/proof", []string{"check", "lab"}, false, "what the exercises are proved with: the programs come with an overlay"},
	{"codetools", []string{"codetools/stdlib", "compile/recipe"}, false, "text to problems and completions: no processes, no files, no JavaScript"},
	{"codetools/stdlib", nil, false, "a file format: neither how it is made nor what it is for"},
	{"codetools/pack", []string{"codetools/stdlib", "compile/recipe"}, false, "a step of the build: the standard library and the go command"},
	{"compile", []string{"compile/recipe", "filelock"}, true, "files to a module: no HTTP, no lab; the sources are given to it"},
	{"compile/capmemory", []string{"compile/recipe"}, false, "the memory cap for build scripts"},
	{"compile/recipe", nil, false, "what both builders do, without doing it: no processes, no files, so that it runs in a tab"},
	{"class", nil, true, "rooms and members: no HTTP, no NATS, no lab"},
	{"class/servers", []string{"bridge", "class"}, false, "which servers a room has: neither what runs them nor who asks"},
	{"class/live", []string{"bridge/pagesocket", "class", "class/servers", "protocol"}, false, "the WebSockets of a class's pages; the WebSocket library is in bridge/pagesocket alone"},
	{"class/hosts", []string{"class", "class/live", "class/servers"}, false, "what hosts tell each other: messages, and nothing of what carries them"},
	{"class/memstore", []string{"class"}, false, "a store for tests"},
	{"class/natsstore", []string{"class", "filelock"}, true, "NATS is here and nowhere else; cmd alone may import it"},
	{"class/storetest", []string{"class"}, false, "tests of stores, which it does not know"},
	{"web", []string{"bridge", "class", "class/live", "class/servers", "compile", "compile/recipe", "lab", "lab/pool", "lab/tcpstate", "lessons", "problem", "relay", "static", "web/address", "web/course", "web/csp", "web/page"}, true, "which servers there are is told to it by cmd"},
	{"web/address", nil, true, "host names and paths that an operator gives: flags use it, pages and requests need not"},
	{"web/course", []string{"lessons", "static", "web/page"}, true, "pages for the host and for files alike: it knows neither"},
	{"web/csp", nil, false, "one policy for host and export"},
	{"web/page", nil, true, "a component takes a view model, never a service"},
	{"export", []string{"lessons", "static", "web/course", "web/csp"}, true, "it writes the pages into files: no lab, no request, and which servers there are is told to it"},
	{"cmd/socketschool", []string{"bridge", "check", "class", "class/hosts", "class/live", "class/natsstore", "class/servers", "check/process", "check/report", "compile", "exercise", "export", "lab", "lab/pool", "lessons", "progressfile", "relay", "server", "server/safe", "server/secure", "static", "web", "web/address", "web/course"}, true, "the one place where all is wired"},
	{"cmd/start", nil, false, "it builds the rest: the standard library alone, so that it runs before anything is fetched"},
	{"cmd/release", nil, false, "it packs what cmd/start and Go build: the standard library alone"},
	{"wasm", []string{"lab", "server/versions", "wasm/worker"}, false, "the one place where the tab's program is wired"},
	{"wasm/codetools", []string{"codetools", "codetools/stdlib", "compile/recipe"}, false, "JavaScript for package codetools: nothing of labs"},
	{"wasm/builder", []string{"compile/recipe"}, false, "it runs the recipe in a tab: the rules are there"},
	{"wasm/compiler", []string{"compile/recipe"}, false, "it makes what a tab builds with, from the installed Go"},
	{"wasm/checker", []string{"check", "lab", "wasm/worker"}, false, "JavaScript for package check, in the module of an exercise"},
	{"wasm/worker", []string{"lab", "protocol", "wasm/tab"}, false, "JavaScript for package tab: no server table, so that a learner's program runs without it"},
	{"wasm/native", []string{"lab", "lab/authority", "lab/event", "server/versions"}, false, "a lab of any program of the tab, for tests"},
	{"wasm/tab", []string{"lab", "lab/event", "lab/memnet", "lab/tcpstate", "protocol", "protocol/handshake"}, false, "it speaks with a page by one function: no JavaScript, no server table"},
	{"bench", []string{"server/echo"}, true, "it measures the program from outside, and one server without it"},
}

// notHTTP must not import net/http.
var notHTTP = []string{"check", "class", "class/natsstore", "codetools", "codetools/stdlib", "compile", "compile/recipe", "lab", "lab/event", "lab/pool", "lab/stack", "lab/tcpstate", "lab/trace", "lessons", "wasm", "wasm/tab", "wasm/worker", "protocol", "protocol/handshake"}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	for _, goos := range []string{"", "js"} {
		name := goos
		patterns := []string{"./..."}
		if goos == "js" {
			patterns = []string{"./lab/...", "./server/...", "./protocol/...", "./wasm/...", "./check", "./check/secure", "./compile/recipe", "./codetools"}
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
	crypto := []byte("\ncrypto\n")
	if bytes.Contains(deps("notls"), crypto) || !bytes.Contains(deps(""), crypto) {
		t.Error("the program for the tab has package crypto with the tag notls, or lacks it without")
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
		return // the root package, which embeds sources
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
