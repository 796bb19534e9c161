package memnet

import (
	"net"
	"time"
)

// timeWait is for how long Linux keeps the end that has sent the first FIN.
const timeWait = time.Minute

// TCPState returns the state of this end by TCP's diagram (RFC 9293, section 3.3.2), in the
// words of Linux. It says TIME_WAIT for as long as Linux does, although the port is free.
// Of a partitioned connection nothing is left once the end is closed.
func (c *Conn) TCPState() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch sent := c.writeClosed; {
	case c.reset, c.lost && c.closed:
		return "CLOSED"
	case !sent && !c.fin:
		return "ESTABLISHED"
	case !sent:
		return "CLOSE_WAIT"
	case !c.fin && !c.finAcked:
		return "FIN_WAIT1"
	case !c.fin:
		return "FIN_WAIT2"
	case c.finFirst && !c.finAcked:
		return "CLOSING"
	case !c.finAcked:
		return "LAST_ACK"
	case c.finFirst && time.Since(c.overAt) < timeWait:
		return "TIME_WAIT"
	}
	return "CLOSED"
}

// Queues returns the bytes that have arrived and have not been read, and those that have
// been sent and have not arrived. Without a latency no bytes are under way.
func (c *Conn) Queues() (receive, send int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.data.Len(), c.inFlight
}

// Closed reports whether Close was called.
func (c *Conn) Closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// OtherEnd returns the other end, for a look at its state.
func (c *Conn) OtherEnd() net.Conn { return c.peer }

// noteOver notes when the connection has ended in order.
func (c *Conn) noteOver() {
	if c.fin && c.finAcked && c.overAt.IsZero() {
		c.overAt = time.Now()
	}
}
