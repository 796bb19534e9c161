package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestPlantedSessions: an id that the host has not issued is replaced, and does
// not hide a valid one beside it.
func TestPlantedSessions(t *testing.T) {
	p := serve(t, "--shared")
	s := p.session()
	l := s.start("echo")
	name, value, _ := strings.Cut(s.cookie(), "=")
	id, mac, _ := strings.Cut(value, ".")
	plain := &session{t: t, p: p, http: &http.Client{Timeout: testTimeout}}
	for _, tt := range []struct {
		name, cookie string
		status       int // of the lab
	}{
		{"as issued", name + "=" + value, 200},
		{"of the old form", name + "=ABCDEFGHIJKLMNOPQRSTUVWXYZ", 404},
		{"without its signature", name + "=" + id, 404},
		{"of another id", name + "=" + strings.Repeat("A", len(id)) + "." + mac, 404},
		{"behind rubbish", name + "=rubbish; " + name + "=" + value, 200},
		{"before rubbish", name + "=" + value + "; " + name + "=" + id + ".x", 200},
	} {
		a := plain.do("GET", "/api/labs/"+l.ID, "", func(r *http.Request) { r.Header.Set("Cookie", tt.cookie) })
		if a.status != tt.status {
			t.Errorf("a cookie %s: status %d, want %d", tt.name, a.status, tt.status)
		}
		if issued := a.header.Get("Set-Cookie"); (issued != "") != (tt.status == 404) || strings.Contains(issued, "=ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			t.Errorf("a cookie %s: the answer sets %q", tt.name, issued)
		}
	}
}

// TestOddRequests are refused without a page's work being done for them.
func TestOddRequests(t *testing.T) {
	p := serve(t, "--host", "School.Test., b.test:8080")
	host := p.base.Host
	for _, tt := range []struct {
		name, request string
		status        int
	}{
		{"an empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 403},
		{"a name of --host", "GET / HTTP/1.1\r\nHost: school.test\r\n\r\n", 200},
		{"the second name of the list, with a dot", "GET / HTTP/1.1\r\nHost: B.test.:8080\r\n\r\n", 200},
		{"a header of 64 KiB", "GET / HTTP/1.1\r\nHost: " + host + "\r\nX-Long: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", 431},
		{"a doubled Origin", "POST /api/labs HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host + "\r\nOrigin: http://evil.test\r\nContent-Length: 0\r\n\r\n", 403},
		{"the other scheme's Origin", "POST /api/labs HTTP/1.1\r\nHost: " + host + "\r\nOrigin: https://" + host + "\r\nContent-Length: 0\r\n\r\n", 403},
		{"a null Origin", "POST /api/labs HTTP/1.1\r\nHost: " + host + "\r\nOrigin: null\r\nContent-Length: 0\r\n\r\n", 403},
		{"its own Origin", "POST /api/labs HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host + "\r\nContent-Length: 0\r\n\r\n", 400},
		{"a WebSocket of a foreign page without Origin", "GET /api/labs/x/events HTTP/1.1\r\nHost: " + host + "\r\nSec-Fetch-Site: cross-site\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 403},
		{"metrics", "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n", 200},
		{"metrics through a proxy", "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n", 403},
		{"metrics through nginx as it is", "GET /metrics HTTP/1.0\r\nHost: " + host + "\r\n\r\n", 403},
		{"metrics by a public name", "GET /metrics HTTP/1.1\r\nHost: school.test\r\n\r\n", 403},
	} {
		if got := ask(t, host, tt.request); got != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, got, tt.status)
		}
	}
	token := serve(t, "--metrics-token", "secret")
	for header, want := range map[string]int{"": 403, "Authorization: Bearer wrong\r\n": 403, "Authorization: Bearer secret\r\n": 200} {
		if got := ask(t, token.base.Host, "GET /metrics HTTP/1.1\r\nHost: "+token.base.Host+"\r\n"+header+"\r\n"); got != want {
			t.Errorf("metrics with %q: status %d, want %d", header, got, want)
		}
	}
}

// ask sends a request as it is written and returns the status.
func ask(t *testing.T, host, request string) int {
	t.Helper()
	conn := dialTCP(t, host)
	defer conn.Close()
	go fmt.Fprint(conn, request)
	var major, minor, status int
	if _, err := fmt.Fscanf(conn, "HTTP/%d.%d %d", &major, &minor, &status); err != nil {
		t.Fatal(err)
	}
	return status
}
