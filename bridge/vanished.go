package bridge

import (
	"net"
	"time"
)

// vanishedTime is for how long the connection of a client that has vanished is left open
// where it is not known whether the server has closed it: so long takes Go's keep-alive.
const vanishedTime = 3 * time.Minute

// vanished is the TCP connection of a client that has vanished. No goroutine has it: it is
// left open without a sign to the server until the server has closed its own end.
type vanished struct {
	net.Conn
	since    time.Time
	accepted bool // the server had it open when it was last looked at
}

// Partitioned implements what package tcpstate asks for.
func (*vanished) Partitioned() bool { return true }

// end closes the connection with an RST: there is no server any more to read it.
func (v *vanished) end() {
	if tcp, ok := v.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = v.Conn.Close()
}

// openReporter is a Server that knows which connections it has open, by the client's address.
type openReporter interface{ HasOpen(peer string) bool }

// over reports whether the server has closed its end.
func (v *vanished) over(l Server) bool {
	reporter, ok := l.(openReporter)
	if !ok {
		return time.Since(v.since) > vanishedTime
	}
	before := v.accepted
	v.accepted = reporter.HasOpen(v.LocalAddr().String())
	return before && !v.accepted
}

// keepVanished leaves a connection open that nothing reads and nothing closes.
func (b *Bridge) keepVanished(l Server, tcp net.Conn) {
	if tcp, ok := tcp.(*net.TCPConn); ok {
		_ = tcp.SetKeepAlive(false) // its probes would be signs of life
	}
	v := &vanished{Conn: tcp, since: time.Now()}
	v.over(l)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.clients[l] == nil { // the lab has ended
		v.end()
		return
	}
	b.vanished[l] = append(b.vanished[l], v)
}

// sweepVanished closes the connections whose servers have closed them.
func (b *Bridge) sweepVanished() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l, all := range b.vanished {
		kept := all[:0]
		for _, v := range all {
			if v.over(l) {
				v.end()
			} else {
				kept = append(kept, v)
			}
		}
		clear(all[len(kept):])
		b.vanished[l] = kept
		if len(kept) == 0 {
			delete(b.vanished, l)
		}
	}
}

// endVanished closes the connections of a lab that ends. The caller holds b.mu.
func (b *Bridge) endVanished(l Server) {
	for _, v := range b.vanished[l] {
		v.end()
	}
	delete(b.vanished, l)
}
