package codetools_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"socketschool/codetools"
)

// head begins each program of these tests.
const head = `package echo

import (
	"bufio"
	"net"
	"os"
	"strings"
	"sync"
)

type client struct {
	net.Conn
	name string
	Age  int
}

func (c *client) greet(loud bool) (n int, err error) { return }

type room struct {
	*client
	sync.Mutex
}

var _, _, _ = bufio.NewReader, os.Args, strings.ToUpper

`

// TestComplete completes at the bar.
func TestComplete(t *testing.T) {
	tools := newTools(t)
	for _, tt := range []struct {
		name, body string
		want       []codetools.Completion // that are among the result
		wantNot    []string
	}{
		{"a package", "func f() {\n\tstrings.|\n\tf()\n}", []codetools.Completion{
			{"Builder", "type", "struct", "A Builder is used to efficiently build a string using Builder.Write methods.", nil},
			{"ToUpper", "function", "func(s string) string", "ToUpper returns s with all Unicode letters mapped to their upper case.", nil},
		}, []string{"explode"}},
		{"a constant and a variable", "func f() {\n\tos.St|", []codetools.Completion{
			{"O_APPEND", "constant", "int = 1024", "append data to the file when writing.", nil},
			{"Stdin", "variable", "*os.File", "Stdin, Stdout, and Stderr are open Files pointing to the standard input, standard output, and standard error file descriptors.", nil},
		}, nil},
		{"an interface", "func f(ln net.Listener) {\n\tln.|Acc()\n}", []codetools.Completion{
			{"Accept", "method", "func() (net.Conn, error)", "Accept waits for and returns the next connection to the listener.", nil},
		}, nil},
		{"a result", "func f(ln net.Listener) {\n\tconn, err := ln.Accept()\n\tbufio.NewReader(conn).Read|\n}", []codetools.Completion{
			{"ReadString", "method", "func(delim byte) (string, error)", "ReadString reads until the first occurrence of delim in the input, returning a string containing the data up to and including the delimiter.", nil},
		}, []string{"buf", "fill"}},
		{"a method of an embedded type", "func f(c *net.TCPConn) { c.| }", []codetools.Completion{
			{"Read", "method", "func(b []byte) (int, error)", "Read implements the Conn Read method.", nil},
		}, []string{"conn", "fd"}},
		{"an own type", "func f(r room) { r.| }", []codetools.Completion{
			{"Age", "field", "int", "", nil},
			{"Conn", "field", "net.Conn", "", nil},
			{"Lock", "method", "func()", "Lock locks m.", nil},
			{"client", "field", "*client", "", nil},
			{"greet", "method", "func(loud bool) (n int, err error)", "", nil},
			{"name", "field", "string", "", nil},
		}, []string{"mu", "lockSlow"}},
		{"a field of a package's type", "func f(d *net.Dialer) { d.| }", []codetools.Completion{
			{"Timeout", "field", "time.Duration", "Timeout is the maximum amount of time a dial will wait for a connect to complete.", nil},
		}, []string{"dualStack"}},
		{"behind other characters", "func f() { /* 😀é */ strings.To| }", []codetools.Completion{
			{"ToTitle", "function", "func(s string) string", "ToTitle returns a copy of the string s with all Unicode letters mapped to their Unicode title case.", nil},
		}, nil},
		{"a package that is not imported", "func f() { slices.So|", []codetools.Completion{
			{"Sort", "function", "func[S ~[]E, E cmp.Ordered](x S)", "Sort sorts a slice of any ordered type in ascending order.",
				&codetools.Edit{Offset: strings.Index(head, "\n\t\"strings"), Text: "\n\t\"slices\""}},
		}, nil},
		{"packages of one name", "func f() { rand.|", []codetools.Completion{
			{"N", "function", "func[Int rand.intType](n Int) Int", "N returns a pseudo-random number in the half-open interval [0,n) from the default Source.",
				&codetools.Edit{Offset: strings.Index(head, "\n\t\"net"), Text: "\n\t\"math/rand/v2\""}},
			{"Text", "function", "func() string", "Text returns a cryptographically random string using the standard RFC 4648 base32 alphabet for use when a secret string, token, password, or other text is needed.",
				&codetools.Edit{Offset: strings.Index(head, "\n\t\"net"), Text: "\n\t\"crypto/rand\""}},
		}, nil},
		{"a local name", "func f(slices int) { slices.|", nil, nil},
		{"a package that cannot be imported", "func f() { http.|", nil, nil},
		{"a number", "var x = 1.|", nil, nil},
		{"a string", "var x = \"strings.|\"", nil, nil},
		{"a comment", "// strings.|", nil, nil},
		{"an unknown name", "func f() { nothing.| }", nil, nil},
		{"the name of a package", "func f() {\n\tstrc|", []codetools.Completion{
			{"strconv", "package", `"strconv"`, "Package strconv implements conversions to and from string representations of basic data types.",
				&codetools.Edit{Offset: strings.Index(head, "\n\t\"strings"), Text: "\n\t\"strconv\""}},
		}, []string{"strings"}},
		{"the name of an imported package", "func f(a int) {\n\tif a > strin|", []codetools.Completion{
			{"strings", "package", `"strings"`, "Package strings implements simple functions to manipulate UTF-8 encoded strings.", nil},
		}, nil},
		{"the name of a package, as a type", "func f(t ti|) {}", []codetools.Completion{
			{"time", "package", `"time"`, "Package time provides functionality for measuring and displaying time.",
				&codetools.Edit{Offset: strings.Index(head, "\n)"), Text: "\n\t\"time\""}},
		}, nil},
		{"one letter", "func f() { s| }", nil, nil},
		{"the beginning of a name in scope", "func f(strange int) { st| }", nil, nil},
		{"the beginning of a name in another scope", "func g(strange int) {}\nfunc f() { st| }", []codetools.Completion{
			{"strings", "package", `"strings"`, "Package strings implements simple functions to manipulate UTF-8 encoded strings.", nil},
		}, nil},
		{"a name of Go's own", "var s string|", nil, nil},
		{"a keyword", "var m map|[string]int", nil, nil},
		{"a new variable", "func f() { strc| := 1 }", nil, nil},
		{"a new function", "func strc|", nil, nil},
		{"a field's name", "type t struct { strc| int }", nil, nil},
		{"a word in a string", "var s = \"strc|\"", nil, nil},
		{"a word in a comment", "// strc|", nil, nil},
		{"a member on a line of its own", "var s = strings.\n\tstrc|", nil, nil},
		{"before the end of a name", "func f() { str|c }", nil, nil},
		{"the start", "|", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after, _ := strings.Cut(head+tt.body, "|")
			files := map[string]string{"server.go": before + after}
			got := tools.Complete(files, "server.go", len(utf16.Encode([]rune(before))))
			byLabel := make(map[string]codetools.Completion)
			for _, c := range got {
				byLabel[c.Label] = c
			}
			for _, want := range tt.want {
				if diff := cmp.Diff(want, byLabel[want.Label]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", want.Label, diff)
				}
			}
			for _, name := range append(tt.wantNot, "completed") {
				if _, ok := byLabel[name]; ok {
					t.Errorf("%s is among the completions", name)
				}
			}
			if tt.want == nil && len(got) > 0 {
				t.Errorf("%d completions, the first %v", len(got), got[0])
			}
		})
	}
}

// TestCompleteOtherFile completes a type of another file; a file that is not there has
// no completions.
func TestCompleteOtherFile(t *testing.T) {
	tools := newTools(t)
	files := map[string]string{
		"room.go":   "package echo\n\ntype room struct{ door int }\n",
		"server.go": "package echo\n\nfunc Serve(r room) { r.",
	}
	want := []codetools.Completion{{"door", "field", "int", "", nil}}
	if diff := cmp.Diff(want, tools.Complete(files, "server.go", len(files["server.go"]))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := tools.Complete(files, "other.go", 3); got != nil {
		t.Errorf("a file that is not there: %v", got)
	}
}

// TestCompleteImportedName leaves out packages whose name is that of an imported one.
func TestCompleteImportedName(t *testing.T) {
	files := map[string]string{"server.go": "package echo\n\nimport \"crypto/rand\"\n\nvar x = ran"}
	got := newTools(t).Complete(files, "server.go", len(files["server.go"]))
	want := []codetools.Completion{{"rand", "package", `"crypto/rand"`, "Package rand implements a cryptographically secure random number generator.", nil}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
