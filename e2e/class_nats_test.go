package e2e

import (
	"net"
	"net/http"
	"strings"
	"testing"
)

// TestClassOnNATS: two hosts on one NATS server are one school.
func TestClassOnNATS(t *testing.T) {
	first, second := twoHosts(t, "")
	ada, a := second.join("Ada", second.code)
	if a.status != http.StatusSeeOther {
		t.Fatalf("join at the second host: %d %s", a.status, a.body)
	}
	second.instruct() // the link is good there too
	instructor := first.instruct()
	ada.p = first.playground // the same cookie: both are on one host name
	ada.report()             // at the first host, so that it has what the second has stored
	if names := exported(t, instructor); !names["Ada"] {
		t.Errorf("members at the first host: %v", names)
	}
}

// TestNATSAway: without a server a class does not begin, and says why; lessons and labs do.
func TestNATSAway(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	away := "nats://" + ln.Addr().String()
	ln.Close()
	out, err := program("class", "--listen", "127.0.0.1:0", "--nats-url", away).CombinedOutput()
	if err == nil || !strings.Contains(string(out), away+" cannot be reached") {
		t.Errorf("class: %v, %s", err, out)
	}
	p := serve(t, "--nats-url", away)
	if !strings.Contains(p.stderr.String(), "cannot be reached") {
		t.Errorf("serve says %s", p.stderr)
	}
	s := p.session()
	if a := s.do("GET", "/lessons/echo", ""); a.status != http.StatusOK {
		t.Errorf("a lesson: %d", a.status)
	}
	s.start("echo")
}
