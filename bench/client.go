package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	dialTime = 20 * time.Second // with 5,000 of them under way
	stuck    = 20 * time.Second // a reply that takes longer ends the run

	bigBuffer   = 64 << 10 // for few clients
	smallBuffer = 4 << 10  // for thousands
)

// handshake is how a WebSocket peer is asked.
type handshake struct {
	path     string
	protocol string
	cookie   string // may be empty
}

// events is the handshake of the same lab's viewers.
func (h *handshake) events() *handshake {
	return &handshake{strings.TrimSuffix(h.path, "clients") + "events?after=0", "socketschool.events.v1", h.cookie}
}

// client is one client's connection, over TCP or over WebSocket.
type client struct {
	conn       net.Conn
	frames     *frameReader // nil over TCP
	buf        []byte
	next, fill int // buf[next:fill] has been read and not yet looked at
}

// dial connects. Over WebSocket it returns when the upgrade has been answered.
func dial(ctx context.Context, addr string, shake *handshake, buffer int) (*client, error) {
	d := net.Dialer{Timeout: dialTime}
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	l := &client{conn: conn, buf: make([]byte, buffer)}
	if shake == nil {
		return l, nil
	}
	_ = conn.SetDeadline(time.Now().Add(dialTime))
	if err := l.upgrade(addr, shake); err != nil {
		conn.Close()
		return nil, fmt.Errorf("WebSocket handshake: %w", err)
	}
	_ = conn.SetDeadline(time.Time{})
	return l, nil
}

func (l *client) upgrade(addr string, shake *handshake) error {
	var key [16]byte
	_, _ = rand.Read(key[:])
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", shake.path, addr)
	fmt.Fprintf(&b, "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n", base64.StdEncoding.EncodeToString(key[:]))
	fmt.Fprintf(&b, "Sec-WebSocket-Protocol: %s\r\n", shake.protocol)
	if shake.cookie != "" {
		fmt.Fprintf(&b, "Cookie: %s\r\n", shake.cookie)
	}
	b.WriteString("\r\n")
	if _, err := l.conn.Write(b.Bytes()); err != nil {
		return err
	}
	in := bufio.NewReaderSize(l.conn, smallBuffer)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		return errors.New(resp.Status)
	}
	l.frames = new(frameReader)
	l.fill, err = in.Read(l.buf[:in.Buffered()]) // frames right behind the answer
	return err
}

// encode is p as write takes it.
func (l *client) encode(p []byte) []byte {
	if l.frames == nil {
		return p
	}
	return appendFrame(nil, p)
}

func (l *client) write(encoded []byte) error {
	_, err := l.conn.Write(encoded)
	return err
}

// read returns the next bytes of payload, at least one, which stand until the
// next read.
func (l *client) read() ([]byte, error) {
	for {
		if l.next == l.fill {
			n, err := l.conn.Read(l.buf)
			if err != nil {
				return nil, err
			}
			l.next, l.fill = 0, n
		}
		p := l.buf[l.next:l.fill]
		if l.frames == nil {
			l.next = l.fill
			return p, nil
		}
		payload, used, err := l.frames.step(p)
		l.next += used
		if err != nil || len(payload) > 0 {
			return payload, err
		}
	}
}

// await reads until n bytes of payload have come.
func (l *client) await(n int) error {
	for n > 0 {
		p, err := l.read()
		if err != nil {
			return err
		}
		n -= len(p)
	}
	return nil
}

// checkEcho sends bytes of every value and sees that an echo server returns them
// unaltered: a peer that loses or changes bytes is not worth timing.
func (l *client) checkEcho() error {
	sent := make([]byte, 300)
	for i := range sent {
		sent[i] = byte(i)
	}
	_ = l.conn.SetDeadline(time.Now().Add(stuck))
	defer l.conn.SetDeadline(time.Time{})
	if err := l.write(l.encode(sent)); err != nil {
		return err
	}
	var came []byte
	for len(came) < len(sent) {
		p, err := l.read()
		if err != nil {
			return fmt.Errorf("first echo: %w", err)
		}
		came = append(came, p...)
	}
	if !bytes.Equal(came, sent) {
		return errors.New("the echo is not what was sent")
	}
	return nil
}

// payload is n bytes of text, as learners send it: bytes that are no text cost
// the example server more, since its log spells them out.
func payload(n int) []byte {
	const words = "the quick brown fox jumps over the lazy dog and "
	return bytes.Repeat([]byte(words), n/len(words)+1)[:n]
}

func (l *client) close() { _ = l.conn.Close() }

// resetAll closes without a word, so that thousands of ends leave no thousands
// of connections in TIME_WAIT behind.
func resetAll(links []*client) {
	for _, l := range links {
		if tcp, ok := l.conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		l.close()
	}
}
