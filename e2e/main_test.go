// Package e2e drives the built program from outside, as docs/protocol.md has
// it: over HTTP, WebSocket and TCP, with nothing of its insides in reach. The
// browser's tests stand beside it (*.spec.js).
package e2e

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// testTimeout bounds every wait of these tests.
const testTimeout = 20 * time.Second

var binary string

func TestMain(m *testing.M) {
	if node := os.Getenv(nodeVariable); node != "" {
		os.Exit(runNode(node))
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "socketschool-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "socketschool")
	build := exec.Command("go", "build", "-race", "-o", binary)
	if coverDir() != "" {
		build.Args = append(build.Args, "-cover", "-coverpkg", "socketschool/...")
	}
	build.Args = append(build.Args, "socketschool/cmd/socketschool")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		return 1
	}
	return m.Run()
}

// coverDir returns where the program writes its coverage, for task cover; empty
// otherwise. go test sets GOCOVERDIR itself.
func coverDir() string { return os.Getenv("E2E_COVERDIR") }

// program is the built program, to be started.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	// The race detector waits a second at a program's end, for others to finish
	// their reports: where nothing races there are none.
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=20")
	if dir := coverDir(); dir != "" {
		cmd.Env = append(cmd.Env, "GOCOVERDIR="+dir)
	}
	return cmd
}

// playground is a running program.
type playground struct {
	t      *testing.T
	cmd    *exec.Cmd
	base   *url.URL
	stdout *syncBuffer // after the address
	stderr *syncBuffer
	exited chan error
}

// serve starts the playground on a free port. It is ended with the test, and
// must then have raced nothing and panicked nowhere.
func serve(t *testing.T, args ...string) *playground {
	t.Helper()
	return boot(t, program(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...))
}

// boot starts a command that becomes the playground.
func boot(t *testing.T, cmd *exec.Cmd) *playground {
	t.Helper()
	p := &playground{t: t, cmd: cmd, stdout: new(syncBuffer), stderr: new(syncBuffer), exited: make(chan error, 1)}
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(out)
	line, err := printed.ReadString('\n')
	if err != nil {
		t.Fatalf("no address on standard output: %v\n%s", err, p.stderr)
	}
	address := line[strings.LastIndex(strings.TrimSpace(line), " ")+1:]
	if p.base, err = url.Parse(strings.TrimSpace(address)); err != nil || p.base.Host == "" {
		t.Fatalf("the line %q names no address", line)
	}
	go func() {
		_, _ = io.Copy(p.stdout, printed)
		p.exited <- p.cmd.Wait()
	}()
	t.Cleanup(p.end)
	return p
}

// kill ends the program as kill -9 does.
func (p *playground) kill() {
	p.t.Helper()
	_ = p.cmd.Process.Kill()
	_ = p.wait()
}

func (p *playground) end() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	p.wait()
	for _, bad := range []string{"DATA RACE", "panic"} {
		if strings.Contains(p.stderr.String(), bad) {
			p.t.Errorf("standard error:\n%s", p.stderr)
		}
	}
}

// wait returns how the program ended.
func (p *playground) wait() error {
	p.t.Helper()
	select {
	case err := <-p.exited:
		p.exited <- err
		return err
	case <-time.After(testTimeout):
		_ = p.cmd.Process.Kill()
		p.t.Fatalf("it does not end\n%s", p.stderr)
		return nil
	}
}

type syncBuffer struct {
	mu      sync.Mutex
	b       bytes.Buffer
	changed chan struct{} // closed by the next Write; nil while no test waits
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
	return s.b.Write(p)
}

// next returns the content and a channel that the next Write closes.
func (s *syncBuffer) next() (string, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.b.String(), s.changed
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// session is a learner's browser as far as HTTP goes: it keeps its cookie.
type session struct {
	t    *testing.T
	p    *playground
	http *http.Client
	tls  *tls.Config // for a playground over TLS
}

func (p *playground) session() *session {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: testTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	return &session{t: p.t, p: p, http: client}
}

// answer is a response, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// problem is the detail of a problem document.
func (a answer) problem(t *testing.T) string {
	t.Helper()
	var doc struct {
		Title, Detail string
		Status        int
	}
	if err := json.Unmarshal(a.body, &doc); err != nil || doc.Detail == "" || doc.Status != a.status ||
		a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("status %d: no problem document: %s %q", a.status, a.header.Get("Content-Type"), a.body)
	}
	return doc.Detail
}

// do sends a request; edit may change it before.
func (s *session) do(method, path, body string, edit ...func(*http.Request)) answer {
	s.t.Helper()
	req, err := http.NewRequest(method, s.p.base.JoinPath("/").String()+strings.TrimPrefix(path, "/"), strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range edit {
		f(req)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, text}
}

// aLab is what the API says of a lab.
type aLab struct {
	ID, Lesson, State, Address, Error string
	TLS                               bool
	StartedAt                         time.Time
}

func (s *session) start(lesson string) aLab {
	s.t.Helper()
	a := s.do("POST", "/api/labs", `{"lesson":"`+lesson+`"}`)
	if a.status != http.StatusCreated {
		s.t.Fatalf("status %d: %s", a.status, a.body)
	}
	var l aLab
	if err := json.Unmarshal(a.body, &l); err != nil {
		s.t.Fatal(err)
	}
	if want := "/api/labs/" + l.ID; a.header.Get("Location") != want {
		s.t.Errorf("Location %q, want %q", a.header.Get("Location"), want)
	}
	return l
}
