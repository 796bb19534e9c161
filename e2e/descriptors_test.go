package e2e

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
)

// serveLimited starts the playground where it may open 64 descriptors.
func serveLimited(t *testing.T) *playground {
	t.Helper()
	cmd := program("serve", "--listen", "127.0.0.1:0", "--shared")
	limited := exec.Command("sh", append([]string{"-c", `ulimit -n 64; exec "$0" "$@"`}, cmd.Args...)...)
	limited.Env = cmd.Env
	return boot(t, limited)
}

// TestHealth: a host on which no lab could listen is not well.
func TestHealth(t *testing.T) {
	p := serveLimited(t)
	conn := dialTCP(t, p.base.Host)
	defer conn.Close()
	half := "GET /healthz HTTP/1.1\r\nHost: " + p.base.Host + "\r\n"
	send := func(conn net.Conn, text string) {
		t.Helper()
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	send(conn, half)
	for !strings.Contains(p.stderr.String(), "no descriptor is left") {
		busy := dialTCP(t, p.base.Host)
		defer busy.Close()
		send(busy, half)
	}
	send(conn, "\r\n")
	var status int
	if _, err := fmt.Fscanf(conn, "HTTP/1.1 %d", &status); err != nil || status != 503 {
		t.Errorf("status %d, %v; want 503", status, err)
	}
}

// TestIdleConnections: where descriptors run out, connections that only wait
// give way to learners, and the log says so once.
func TestIdleConnections(t *testing.T) {
	p := serveLimited(t)
	p.awaitLog("need=") // a warning with the figure that would do
	var idle []net.Conn
	for range 160 { // they run out twice
		conn := dialTCP(t, p.base.Host)
		defer conn.Close()
		if _, err := conn.Write([]byte("GET /healthz HTTP/1.1\r\nHost: " + p.base.Host + "\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 4096)); err != nil {
			t.Fatalf("connection %d: %v", len(idle), err)
		}
		idle = append(idle, conn)
	}
	s := p.session()
	c := s.connect(s.start("echo"))
	c.send("served\n")
	c.expect("served\n")
	c.finish()
	if n := strings.Count(p.stderr.String(), "no descriptor is left"); n != 1 {
		t.Errorf("%d lines of the log say that no descriptor is left, want 1:\n%s", n, p.stderr)
	}
}
