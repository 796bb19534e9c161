package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestSignals checks that pages receive the reason, and that the program ends
// within five seconds.
func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			if signal.Ignored(sig) {
				t.Skip("nohup started this test: the program ignores the signal as well")
			}
			p := serve(t, "--shared")
			s := p.session()
			l, secure := s.start("multi"), s.start("secure") // which say nothing by themselves
			v := s.open(l, "/events?after=0", eventsProtocol)
			v.event("listening")
			quiet, paused, overTLS := s.connect(l), s.connect(l), s.connect(secure)
			paused.say("pause")
			began := time.Now()
			if err := p.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			for _, c := range []*socket{quiet, paused, overTLS} {
				c.closed("lab-stopped")
			}
			v.event("stopped")
			v.closeCode(websocket.CloseGoingAway)
			if err := p.wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v to end", took)
			}
		})
	}
}

// stuckPage opens a client whose page reads nothing, and fills every buffer on
// the way to it.
func stuckPage(t *testing.T, p *playground) {
	t.Helper()
	s := p.session()
	conn, _ := s.rawSocket(s.start("echo"))
	payload := frame(true, 2, strings.Repeat("x", 60000))
	_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
	for {
		if _, err := conn.Write(payload); err != nil {
			return
		}
	}
}

// TestStuckPage: a page that reads nothing does not hold up the end for longer
// than it may take.
func TestStuckPage(t *testing.T) {
	p := serve(t, "--shared")
	stuckPage(t, p)
	began := time.Now()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

// TestSecondSignal ends at once what would have taken its time.
func TestSecondSignal(t *testing.T) {
	p := serve(t, "--shared")
	stuckPage(t, p)
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	for !strings.Contains(p.stderr.String(), "stopping") {
		runtime.Gosched()
	}
	for again := true; again; {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-p.exited:
			p.exited <- err
			again = false
		case <-time.After(10 * time.Millisecond):
		}
	}
	ee, ok := errors.AsType[*exec.ExitError](p.wait())
	if !ok || !ee.Sys().(syscall.WaitStatus).Signaled() {
		t.Errorf("it was not ended by the signal: %v", ee)
	}
}

// TestClosedOutput: who reads the output no more costs the output alone.
func TestClosedOutput(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	cmd := program("serve", "--listen", address)
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	p := &playground{t: t, cmd: cmd, base: &url.URL{Scheme: "http", Host: address}, stderr: new(syncBuffer), exited: make(chan error, 1)}
	go func() { p.exited <- cmd.Wait() }()
	t.Cleanup(p.end)
	awaitListener(t, address)
	if a := p.session().do("GET", "/healthz", ""); a.status != 200 {
		t.Errorf("status %d", a.status)
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := p.wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestPages(t *testing.T) {
	s := serve(t).session()
	for path, want := range map[string]string{
		"/": "An echo server", "/lessons/echo": `id="server.go-L1"`, "/lessons/best-practices": "Best practices",
	} {
		a := s.do("GET", path, "")
		if a.status != 200 || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: status %d, no %q", path, a.status, want)
		}
		etag := a.header.Get("ETag")
		again := s.do("GET", path, "", func(r *http.Request) {
			r.Header.Set("If-None-Match", `"x", W/`+etag)
			r.Header.Set("Accept-Encoding", "identity")
		})
		first := s.do("GET", path, "", func(r *http.Request) { r.Header.Set("Accept-Encoding", "identity") })
		if again.status == 304 && first.header.Get("ETag") != etag || etag == "" {
			t.Errorf("%s: the ETag of one coding matches another", path)
		}
		again = s.do("GET", path, "", func(r *http.Request) {
			r.Header.Set("If-None-Match", first.header.Get("ETag"))
			r.Header.Set("Accept-Encoding", "identity")
		})
		if again.status != 304 || len(again.body) != 0 {
			t.Errorf("%s with its ETag: status %d", path, again.status)
		}
	}
	if a := s.do("GET", "/lessons/nope", ""); a.status != 404 || !strings.Contains(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("a missing page: status %d, %s", a.status, a.header.Get("Content-Type"))
	}
	if a := s.do("GET", "/healthz", ""); a.status != 200 {
		t.Errorf("/healthz: status %d", a.status)
	}
	checkAssets(t, s)
}

// checkAssets follows a page to what it loads.
func checkAssets(t *testing.T, s *session) {
	t.Helper()
	home := string(s.do("GET", "/", "").body)
	n := 0
	for _, quoted := range strings.Split(home, `"`) {
		if !strings.HasPrefix(quoted, "/static/") {
			continue
		}
		n++
		a := s.do("GET", quoted, "", func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, gzip;q=0.5") })
		if a.status != 200 || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, Cache-Control %q", quoted, a.status, a.header.Get("Cache-Control"))
		}
		wantCoding := "br"
		switch {
		case strings.HasSuffix(quoted, ".woff2"):
			wantCoding = ""
		case strings.HasSuffix(quoted, ".wasm") && a.header.Get("Content-Encoding") != "br":
			wantCoding = "gzip" // all that a build has which is not for release
		}
		if got := a.header.Get("Content-Encoding"); got != wantCoding {
			t.Errorf("%s: Content-Encoding %q, want %q", quoted, got, wantCoding)
		}
	}
	if n < 3 {
		t.Errorf("the page loads %d files", n)
	}
	for _, path := range []string{"/static/", "/static/manifest.json", "/static/../static.go", "/static/nope.js"} {
		if a := s.do("GET", path, ""); a.status != 404 {
			t.Errorf("%s: status %d", path, a.status)
		}
	}
}
