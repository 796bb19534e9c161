package servertest

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// A Client is one connection to a server, with a test's timeout.
type Client struct {
	net.Conn
	t testing.TB
	r *bufio.Reader
}

// Dial connects to the server over TCP.
func (s *Server) Dial(t testing.TB) *Client {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	return NewClient(t, conn)
}

// NewClient makes a client of a connection, which is closed with the test.
func NewClient(t testing.TB, conn net.Conn) *Client {
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(timeout))
	return &Client{Conn: conn, t: t, r: bufio.NewReader(conn)}
}

// Read reads what the client has received and not yet read.
func (c *Client) Read(p []byte) (int, error) { return c.r.Read(p) }

// Send writes all of data.
func (c *Client) Send(data string) {
	c.t.Helper()
	if _, err := io.WriteString(c.Conn, data); err != nil {
		c.t.Fatalf("send %.40q: %v", data, err)
	}
}

// Expect reads as many bytes as want has and compares them.
func (c *Client) Expect(want string) {
	c.t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(c.r, got)
	if string(got[:n]) != want {
		c.t.Fatalf("received %.200q (%v), want %.200q", got[:n], err, want)
	}
}

// ReadLine reads a line and returns it with its newline. It may be called by any
// goroutine of the test.
func (c *Client) ReadLine() (string, error) { return c.r.ReadString('\n') }

// Line is ReadLine, and fails the test if there is none.
func (c *Client) Line() string {
	c.t.Helper()
	line, err := c.ReadLine()
	if err != nil {
		c.t.Fatalf("received %q, then %v, want a line", line, err)
	}
	return line
}

// ExpectEOF checks that the server sends nothing more and ends in order.
func (c *Client) ExpectEOF() {
	c.t.Helper()
	if rest, err := io.ReadAll(c.r); len(rest) > 0 || err != nil {
		c.t.Fatalf("received %.200q, then %v, want the end", rest, err)
	}
}

// ExpectEnd checks that the server ends the connection, in order or by reset.
func (c *Client) ExpectEnd() {
	c.t.Helper()
	if _, err := io.Copy(io.Discard, c.r); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		c.t.Fatalf("%v, want the end", err)
	}
}

// HalfClose ends the client's direction: it sends no more.
func (c *Client) HalfClose() {
	c.t.Helper()
	if err := c.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		c.t.Fatal(err)
	}
}

// Reset vanishes without a goodbye: the server gets RST instead of FIN.
func (c *Client) Reset() {
	c.t.Helper()
	if err := c.Conn.(*net.TCPConn).SetLinger(0); err != nil {
		c.t.Fatal(err)
	}
	c.Close()
}

// Stall sends data again and again, and reads nothing, until the server takes
// no more: by then it is blocked in a write to this client.
func (c *Client) Stall(data string) {
	c.t.Helper()
	c.Conn.(*net.TCPConn).SetReadBuffer(4096) // fills sooner
	for {
		c.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := io.WriteString(c.Conn, data); errors.Is(err, os.ErrDeadlineExceeded) {
			return
		} else if err != nil {
			c.t.Fatal(err)
		}
	}
}
