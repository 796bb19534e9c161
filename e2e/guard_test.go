package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestForeignPages(t *testing.T) {
	p := serve(t, "--host", "school.test")
	s := p.session()
	l := s.start("echo")
	own := "http://" + p.base.Host
	tests := []struct {
		name, host, origin string
		ok                 bool
	}{
		{"no origin", "", "", true},
		{"own origin", "", own, true},
		{"foreign origin", "", "http://evil.test", false},
		{"own name, foreign port", "", "http://127.0.0.1:1", false},
		{"null origin", "", "null", false},
		{"foreign host with an origin that agrees", "evil.test", "http://evil.test", false},
		{"foreign host alone", "evil.test", "", false},
		{"a name given with --host", "school.test", "http://school.test", true},
		{"localhost", "localhost:8080", "http://localhost:8080", true},
		{"another address of this machine", "10.1.2.3", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			change := func(r *http.Request) {
				if tt.host != "" {
					r.Host = tt.host
				}
				if tt.origin != "" {
					r.Header.Set("Origin", tt.origin)
					if tt.origin != own && tt.host == "" {
						r.Header.Set("Sec-Fetch-Site", "cross-site")
					}
				}
				r.Header.Set("Cookie", s.cookie())
			}
			plain := &session{t: t, p: p, http: &http.Client{Timeout: testTimeout}}
			if a := plain.do("POST", "/api/labs", `{"lesson":"nope"}`, change); tt.ok != (a.status == 404) || !tt.ok && a.status != 403 {
				t.Errorf("POST: status %d: %s", a.status, a.body)
			}
			header := http.Header{"Cookie": {s.cookie()}}
			if tt.host != "" {
				header.Set("Host", tt.host)
			}
			if tt.origin != "" {
				header.Set("Origin", tt.origin)
			}
			for _, path := range []string{"/clients", "/events"} {
				_, status := plain.tryOpen("/api/labs/"+l.ID+path, header)
				if tt.ok != (status == 101) || !tt.ok && status != 403 {
					t.Errorf("WebSocket %s: status %d", path, status)
				}
			}
		})
	}
}

func TestSecurityHeaders(t *testing.T) {
	s := serve(t).session()
	for _, path := range []string{"/", "/lessons/echo", "/nope", "/api/nope", "/healthz"} {
		a := s.do("GET", path, "")
		csp := a.header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'",
			"require-trusted-types-for 'script'", "trusted-types socketschool",
		} {
			if !slices.Contains(strings.Split(csp, "; "), want) {
				t.Errorf("%s: Content-Security-Policy lacks %s: %q", path, want, csp)
			}
		}
		if strings.Count(csp, "unsafe") > 1 {
			t.Errorf("%s: Content-Security-Policy is loose: %q", path, csp)
		}
		if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") == "" {
			t.Errorf("%s: headers %v", path, a.header)
		}
	}
}

// TestStrictTransport: the header is sent where the host name is the site's own.
func TestStrictTransport(t *testing.T) {
	s := serve(t, "--public-url", "https://school.example/").session()
	a := s.do("GET", "/", "", func(r *http.Request) { r.Host = "school.example" })
	if a.status != 200 || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("status %d, headers %v", a.status, a.header)
	}
}

func TestHalfARequest(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for name, half := range map[string]string{
		"head": "GET / HTTP/1.1\r\nHost: " + p.base.Host + "\r\nX-Slow: ",
		"body": "POST /api/labs HTTP/1.1\r\nHost: " + p.base.Host + "\r\nContent-Length: 100\r\n\r\n{",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := dialTCP(t, p.base.Host)
			began := time.Now()
			fmt.Fprint(conn, half)
			_, _ = io.Copy(io.Discard, conn) // an answer may come; what counts is the end
			if took := time.Since(began); took < 5*time.Second || took > 15*time.Second {
				t.Errorf("dropped after %v, want 10 s", took)
			}
		})
	}
}

func TestHTTP10Upgrade(t *testing.T) {
	p := serve(t)
	s := p.session()
	l := s.start("echo")
	conn := dialTCP(t, p.base.Host)
	fmt.Fprintf(conn, "GET /api/labs/%s/clients HTTP/1.0\r\nHost: %s\r\nCookie: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n", l.ID, p.base.Host, s.cookie())
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d, want 400", resp.StatusCode)
	}
}

func TestUnusualFrames(t *testing.T) {
	s := serve(t).session()
	l := s.start("echo")
	tests := []struct {
		name  string
		send  []byte
		close int    // 0: the bytes are echoed
		want  string // the bytes, or part of the close reason
	}{
		{"fragments", append(append(frame(false, 2, "one "), frame(false, 0, "")...), frame(true, 0, "two")...), 0, "one two"},
		{"a ping between fragments", append(append(frame(false, 2, "one "), frame(true, 9, "hi")...), frame(true, 0, "two")...), 0, "one two"},
		{"unmasked", []byte{0x82, 1, 'x'}, websocket.CloseProtocolError, ""},
		{"continuation of nothing", frame(true, 0, "x"), websocket.CloseProtocolError, ""},
		{"reserved bits", append([]byte{0xf2}, frame(true, 2, "x")[1:]...), websocket.CloseProtocolError, ""},
		{"unknown opcode", frame(true, 5, "x"), websocket.CloseProtocolError, ""},
		{"one frame too big", append([]byte{0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0}, make([]byte, 64<<10+1)...), websocket.CloseMessageTooBig, "65536"},
		{"fragments that are too big together", append(frame(false, 2, strings.Repeat("x", 60000)), frame(true, 0, strings.Repeat("x", 60000))...),
			websocket.CloseMessageTooBig, "65536"},
		{"control in fragments", append(frame(false, 1, `{"type":`), frame(true, 0, `"dance"}`)...), websocket.CloseUnsupportedData, "dance"},
		{"control that is no JSON", frame(true, 1, `half-close`), websocket.CloseInvalidFramePayloadData, "JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn, r := s.rawSocket(l)
			go func() { _, _ = conn.Write(tt.send) }()
			var got string
			for {
				opcode, payload := readFrame(t, r)
				switch {
				case opcode == websocket.PongMessage:
				case opcode == websocket.BinaryMessage && tt.close == 0:
					if got += payload; got == tt.want {
						return
					}
				case opcode == websocket.CloseMessage:
					code := int(payload[0])<<8 | int(payload[1])
					if code != tt.close || !strings.Contains(payload[2:], tt.want) {
						t.Errorf("close %d %q, want %d %q", code, payload[2:], tt.close, tt.want)
					}
					return
				case opcode != websocket.TextMessage:
					t.Fatalf("opcode %d %q", opcode, payload)
				}
			}
		})
	}
}

// TestSlowSender sends a frame a byte at a time: nothing is lost, and no
// other client waits.
func TestSlowSender(t *testing.T) {
	s := serve(t).session()
	l := s.start("echo")
	conn, r := s.rawSocket(l)
	slow := frame(true, 2, "slowly")
	for _, b := range slow[:len(slow)-1] {
		if _, err := conn.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
		other := s.connect(l)
		other.send("quick\n")
		other.expect("quick\n")
		other.finish()
	}
	if _, err := conn.Write(slow[len(slow)-1:]); err != nil {
		t.Fatal(err)
	}
	if _, got := readFrame(t, r); got != "slowly" {
		t.Errorf("got %q", got)
	}
}
