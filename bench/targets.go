package main

import (
	"context"
	"os/exec"
	"strings"
)

// The peers' names, as --peers and the suite have them.
const (
	direct     = "direct"
	ours       = "bridge"
	nginx      = "nginx"
	websockify = "websockify"
	lighttpd   = "lighttpd"
)

// peer is a way from a client to the example server.
type peer struct {
	name    string
	title   string // for the table
	program string // that must be installed; empty if none
	debian  string // packages that bring it
	most    int    // most clients asked of it; 0 means no limit

	// start runs the peer in front of the lab. Nil for those that need none.
	start func(ctx context.Context, dir string, lab string) (*process, *endpoint, error)
}

// endpoint is where a peer is reached, and how.
type endpoint struct {
	addr  string
	shake *handshake // nil for TCP
}

var allPeers = []*peer{
	{name: direct, title: "direct TCP"},
	{name: ours, title: "bridge"},
	{name: nginx, title: "nginx stream", program: "nginx", debian: "nginx-light libnginx-mod-stream", start: startNginx},
	// It forks a process for every client: 5,000 would take 17 GiB.
	{name: websockify, title: "websockify", program: "websockify", debian: "websockify", most: 100, start: startWebsockify},
	{name: lighttpd, title: "lighttpd wstunnel", program: "lighttpd", debian: "lighttpd", start: startLighttpd},
}

func peerNames() []string {
	var names []string
	for _, p := range allPeers {
		names = append(names, p.name)
	}
	return names
}

// missing lists the packages to install for the peer to run, if any.
func (p *peer) missing() string {
	if p.program == "" || programPath(p.program) != "" && (p.name != nginx || streamModule() != "") {
		return ""
	}
	return p.debian
}

// programPath finds a program also where Debian puts servers, which is on the
// path of the administrator alone.
func programPath(name string) string {
	for _, candidate := range []string{name, "/usr/sbin/" + name} {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	return ""
}

// version is that of the first of the peer's packages.
func (p *peer) version(ctx context.Context) string {
	pkg, _, _ := strings.Cut(p.debian, " ")
	out, err := exec.CommandContext(ctx, "dpkg-query", "-W", "-f", "${Version}", pkg).Output()
	if err != nil {
		return "of unknown version"
	}
	return string(out)
}

// target is a peer that is up, in front of one lab.
type target struct {
	*peer
	endpoint
	lab  string     // host:port of the example server behind it
	path []*process // from the client to the end: what memory is counted of
}

// dial opens a client's connection through the peer.
func (t *target) dial(ctx context.Context, buffer int) (*client, error) {
	return dial(ctx, t.addr, t.shake, buffer)
}

// crowd is how many clients of n this peer is asked to carry.
func (t *target) crowd(n int) int {
	if t.most > 0 {
		return min(n, t.most)
	}
	return n
}

// memory is that of all processes on the way, in bytes.
func (t *target) memory() (float64, error) {
	var sum float64
	for _, p := range t.path {
		m, err := p.memory()
		if err != nil {
			return 0, err
		}
		sum += m
	}
	return sum, nil
}
