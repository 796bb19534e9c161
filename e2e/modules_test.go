package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// buildLine is a line of the answer to POST /api/modules.
type buildLine struct {
	Type, Module       string
	Place, Done, Total int
	Problems           []struct {
		File, Message string
		Line, Column  int
	}
	Problem struct {
		Title, Detail string
		Status        int
	}
}

// echoServer returns the text of the echo lesson's program.
func echoServer(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../server/echo/server.go")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// build builds the echo lesson's program with one file.
func (s *session) build(file, text string, edit ...func(*http.Request)) answer {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"lesson": "echo", "files": map[string]string{file: text}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.http.Timeout = 3 * time.Minute // the first build compiles the standard library
	return s.do("POST", "/api/modules", string(body), edit...)
}

// lines returns the lines of the answer to a build.
func (a answer) lines(t *testing.T) []buildLine {
	t.Helper()
	if a.status != 200 || a.header.Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("status %d, %v: %s", a.status, a.header, a.body)
	}
	var lines []buildLine
	for text := bufio.NewScanner(bytes.NewReader(a.body)); text.Scan(); {
		var line buildLine
		if err := json.Unmarshal(text.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, text.Bytes())
		}
		lines = append(lines, line)
	}
	return lines
}

func TestBuild(t *testing.T) {
	p := serve(t)
	s := p.session()
	// No other test, nor an earlier run, has stored the module of this source.
	echo := fmt.Sprintf("%s\n// %d\n", echoServer(t), time.Now().UnixNano())

	a := s.build("server.go", echo)
	lines := a.lines(t)
	last := lines[len(lines)-1]
	if a.header.Get("X-Accel-Buffering") != "no" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the lines may be held back: %v", a.header)
	}
	if last.Type != "built" || !strings.HasPrefix(last.Module, "/api/modules/") {
		t.Fatalf("the last line is %+v", last)
	}
	for _, coding := range []string{"gzip", "identity"} {
		a := s.do("GET", last.Module, "", func(r *http.Request) { r.Header.Set("Accept-Encoding", coding) })
		magic := map[string]string{"gzip": "\x1f\x8b", "identity": "\x00asm"}[coding]
		if a.status != 200 || a.header.Get("Content-Type") != "application/wasm" || !strings.HasPrefix(string(a.body), magic) ||
			!strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %v, %d bytes", coding, a.status, a.header, len(a.body))
		}
	}
	// Another learner with the same source has it at once.
	if lines := p.session().build("server.go", echo).lines(t); len(lines) != 1 || lines[0].Module != last.Module {
		t.Errorf("the second build: %+v", lines)
	}

	lines = s.build("server.go", strings.Replace(echo, "conn.Write(buf[:n])", "conn.Write(5)", 1)).lines(t)
	last = lines[len(lines)-1]
	if last.Type != "failed" || len(last.Problems) != 1 {
		t.Fatalf("the last line is %+v", last)
	}
	if one := last.Problems[0]; one.File != "server.go" || one.Line < 60 || one.Column < 2 || !strings.Contains(one.Message, "cannot use 5") {
		t.Errorf("the problem is %+v", one)
	}
	if lines = s.build("server.go", "package echo\n").lines(t); !strings.Contains(lines[len(lines)-1].Problems[0].Message, "server.go has no function Serve") {
		t.Errorf("without Serve: %+v", lines)
	}
	if lines = s.build("../../x.go", "package echo\n").lines(t); len(lines) != 1 || lines[0].Type != "failed" {
		t.Errorf("a path: %+v", lines)
	}

	metrics := string(s.do("GET", "/metrics", "").body)
	for _, want := range []string{
		`socketschool_builds_total{outcome="built"} 1`, `socketschool_builds_total{outcome="stored"} 1`,
		`socketschool_builds_total{outcome="failed"} 3`, `socketschool_builds_total{outcome="refused"} 0`,
		"socketschool_builds_waiting 0", "socketschool_builds_running 0", "socketschool_build_cpu_seconds_total ",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}

	foreign := func(r *http.Request) { r.Header.Set("Origin", "http://evil.test") }
	if a := s.build("server.go", echo, foreign); a.status != 403 {
		t.Errorf("from a foreign page: status %d", a.status)
	}
	if page := s.do("GET", "/lessons/echo", ""); !strings.Contains(string(page.body), " data-builds") {
		t.Error("the page does not know that the host builds")
	}
}

func TestBadBuilds(t *testing.T) {
	s := serve(t).session()
	tests := []struct {
		name, method, path, body string
		status                   int
		detail                   string
	}{
		{"no such lesson", "POST", "", `{"lesson":"nope","files":{"server.go":""}}`, 404, "nope"},
		{"no files", "POST", "", `{"lesson":"echo"}`, 400, "JSON"},
		{"not JSON", "POST", "", `package echo`, 400, "JSON"},
		{"unknown field", "POST", "", `{"lesson":"echo","files":{"server.go":""},"run":true}`, 400, "JSON"},
		{"not UTF-8", "POST", "", "{\"lesson\":\"echo\",\"files\":{\"server.go\":\"// \xff\"}}", 400, "UTF-8"},
		{"half a character", "POST", "", `{"lesson":"echo","files":{"server.go":"// \ud83d\u0041"}}`, 400, "UTF-8"},
		{"the second half of a character", "POST", "", `{"lesson":"echo","files":{"server.go":"// \\\udc0d"}}`, 400, "UTF-8"},
		{"whole characters", "POST", "", `{"lesson":"nope","files":{"server.go":"// \ud83d\ude00 \\ud83d \ufffd"}}`, 404, "nope"},
		{"body too big", "POST", "", `{"lesson":"echo","files":{"server.go":"` + strings.Repeat("x", 300_000) + `"}}`, 413, "262144"},
		{"wrong method", "GET", "", ``, 405, "POST"},
		{"no such module", "GET", "/0123456789abcdef0123456789abcdef.wasm", ``, 404, "build it again"},
		{"a path for a module", "GET", "/..%2F..%2Fx.wasm", ``, 404, "build it again"},
		{"no module", "GET", "/x", ``, 404, "build it again"},
		{"delete a module", "DELETE", "/x", ``, 405, "GET, HEAD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.do(tt.method, "/api/modules"+tt.path, tt.body)
			if detail := a.problem(t); a.status != tt.status || !strings.Contains(detail, tt.detail) {
				t.Errorf("status %d, %q, want %d, %q", a.status, detail, tt.status, tt.detail)
			}
		})
	}
}

// TestNoToolchain: without Go the page knows that the host does not build, and the log
// says what to install.
func TestNoToolchain(t *testing.T) {
	cmd := program("serve", "--listen", "127.0.0.1:0")
	cmd.Env = append(cmd.Env, "PATH=")
	p := boot(t, cmd)
	s := p.session()
	if a := s.build("server.go", "package echo"); a.status != 501 || !strings.Contains(a.problem(t), "toolchain") {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	if page := s.do("GET", "/lessons/echo", ""); strings.Contains(string(page.body), " data-builds") {
		t.Error("the page takes the host for a builder")
	}
	if !strings.Contains(p.stderr.String(), "https://go.dev/dl/") {
		t.Errorf("the log does not say what to install: %s", p.stderr)
	}
}

// TestRestart: modules survive the end of the playground, and the archives are not
// built again.
func TestRestart(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	first := serve(t, "--cache-dir", cache)
	lines := first.session().build("server.go", echoServer(t)).lines(t)
	last := lines[len(lines)-1]
	if last.Type != "built" || !strings.Contains(first.stderr.String(), "building the archives") {
		t.Fatalf("the lines are %+v, the log is %s", lines, first.stderr)
	}
	second := serve(t, "--cache-dir", cache)
	if a := second.session().do("GET", last.Module, ""); a.status != 200 {
		t.Errorf("the module: status %d", a.status)
	}
	lines = second.session().build("server.go", echoServer(t)+"// changed\n").lines(t)
	if last := lines[len(lines)-1]; last.Type != "built" {
		t.Errorf("the lines are %+v", lines)
	}
	if log := second.stderr.String(); strings.Contains(log, "building the archives") || !strings.Contains(log, "builds learners' code") {
		t.Errorf("the log is %s", log)
	}
}

// slowEcho is an echo program that takes the compiler seconds: each function is
// instantiated twice as often as the one before it.
func slowEcho(t *testing.T) string {
	src := echoServer(t) + "\nfunc f0[T any](x T) {}\n"
	for i := range 20 {
		src += fmt.Sprintf("func f%[1]d[T any](x T) { f%[2]d(struct{ a T }{x}); f%[2]d([1]T{x}) }\n", i+1, i)
	}
	return src + "func init() { f20(1) }\n"
}

// TestNoCookie: slow builds of a client that keeps no cookie run one after another, and
// hold up no learner who has one.
func TestNoCookie(t *testing.T) {
	p := serve(t)
	learner := p.session()
	learner.build("server.go", echoServer(t)).lines(t) // the archives, and the cookie
	body, err := json.Marshal(map[string]any{"lesson": "echo", "files": map[string]string{"server.go": slowEcho(t)}})
	if err != nil {
		t.Fatal(err)
	}
	waiting := 0
	for i := range 5 {
		slow := bytes.Replace(body, []byte("init()"), fmt.Appendf(nil, "init() { _ = %d }; func init()", i), 1)
		resp, err := http.Post(p.base.JoinPath("/api/modules").String(), "application/json", bytes.NewReader(slow))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var line buildLine
		if err := json.NewDecoder(resp.Body).Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line.Type == "queued" {
			waiting++
		}
	}
	if waiting != 4 {
		t.Errorf("%d of 5 builds without a cookie wait", waiting)
	}
	first := learner.build("server.go", echoServer(t)+"// beside slow ones\n").lines(t)[0]
	if first.Type == "queued" && (first.Place != 1 || runtime.NumCPU() > 1) {
		t.Errorf("the learner's build begins with %+v", first)
	}
}

// TestReplacedBuild: lines go out as the build proceeds; the newer build of a session
// ends the older one.
func TestReplacedBuild(t *testing.T) {
	p := serve(t)
	s := p.session()
	s.do("GET", "/lessons/echo", "") // for the cookie
	body, err := json.Marshal(map[string]any{"lesson": "echo", "files": map[string]string{"server.go": slowEcho(t)}})
	if err != nil {
		t.Fatal(err)
	}
	s.http.Timeout = 3 * time.Minute
	resp, err := s.http.Post(p.base.JoinPath("/api/modules").String(), "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var last buildLine
	lines := json.NewDecoder(resp.Body)
	for last.Type != "compiling" {
		if err := lines.Decode(&last); err != nil {
			t.Fatal(err)
		}
	}
	newer := s.build("server.go", echoServer(t)+"// newer\n").lines(t)
	if last := newer[len(newer)-1]; last.Type != "built" {
		t.Errorf("the newer build: %+v", last)
	}
	for {
		var line buildLine
		if err := lines.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		last = line
	}
	if last.Type != "error" || last.Problem.Status != 409 || !strings.Contains(last.Problem.Detail, "newer") {
		t.Errorf("the older build ends with %+v", last)
	}
}

// TestExerciseModules: the checks of an exercise come into the module by its name.
func TestExerciseModules(t *testing.T) {
	s := serve(t).session()
	build := func(exercise string) answer {
		body, err := json.Marshal(map[string]any{"lesson": "echo", "exercise": exercise, "files": map[string]string{"server.go": echoServer(t)}})
		if err != nil {
			t.Fatal(err)
		}
		s.http.Timeout = 3 * time.Minute
		return s.do("POST", "/api/modules", string(body))
	}
	if got := build("none"); got.status != 404 || !strings.Contains(string(got.body), "no exercise") {
		t.Errorf("an exercise that there is not: %d %s", got.status, got.body)
	}
	with, without := build("shout").lines(t), build("").lines(t)
	if a, b := with[len(with)-1], without[len(without)-1]; a.Type != "built" || b.Type != "built" || a.Module == b.Module {
		t.Errorf("with checks %+v, without %+v", a, b)
	}
	exercises := s.do("GET", "/lessons/echo/exercises.json", "")
	var all map[string]struct {
		Checks   []string
		Solution map[string]string
	}
	if err := json.Unmarshal(exercises.body, &all); err != nil || len(all["shout"].Checks) == 0 || all["shout"].Solution["server.go"] == "" {
		t.Errorf("%v: %.200s", err, exercises.body)
	}
}
