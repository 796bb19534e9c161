package bridge

import (
	"net"
	"runtime"
	"sync"
	"syscall"

	"socketschool/wire"
)

// bufferSize is what is read from a connection at once. Below 32 KiB it costs
// throughput; a client holds such a buffer only while bytes are on their way.
const bufferSize = 64 << 10

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

func getBuffer() *[bufferSize]byte  { return buffers.Get().(*[bufferSize]byte) }
func putBuffer(b *[bufferSize]byte) { buffers.Put(b) }

// rawConn is the descriptor beneath a plain TCP connection, or nil.
func rawConn(conn net.Conn) syscall.RawConn {
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// pageReader reads a page's WebSocket ahead, into a pooled buffer which it
// gives back as soon as it is drained, so that a quiet page holds none.
type pageReader struct {
	conn   net.Conn
	raw    syscall.RawConn
	before func() // called before each read of the connection; may be nil
	heard  func() // called after each read that brought bytes; may be nil

	frames      frameChecker
	breach      *wire.Violation // ends the reading behind what is in buf
	buf         *[bufferSize]byte
	next, limit int // buf[next:limit] is read and not yet taken
}

func newPageReader(conn net.Conn) *pageReader {
	return &pageReader{conn: conn, raw: rawConn(conn)}
}

// Read returns a *wire.Violation behind the bytes that come before a frame
// which breaks the protocol.
func (r *pageReader) Read(p []byte) (int, error) {
	if r.next < r.limit {
		return r.take(p), nil
	}
	if r.breach != nil {
		return 0, r.breach
	}
	if r.before != nil {
		r.before()
	}
	// A page that always has more to send would keep its processor: others get
	// their turn between two reads.
	runtime.Gosched()
	if len(p) > bufferSize/8 { // the middle of a large frame: straight to its place
		n, err := r.conn.Read(p)
		return r.checked(p[:n]), err
	}
	buf, n, err := readPooled(r.conn, r.raw, nil)
	if n <= 0 {
		return 0, err
	}
	if n = r.checked(buf[:n]); n == 0 {
		putBuffer(buf)
		return 0, r.breach
	}
	r.buf, r.next, r.limit = buf, 0, n
	return r.take(p), nil // err, if any, comes again at the next read
}

// checked notes that the page is alive and returns how many of the bytes come
// before a breach of the protocol.
func (r *pageReader) checked(p []byte) int {
	if len(p) > 0 && r.heard != nil {
		r.heard()
	}
	n, breach := r.frames.check(p)
	r.breach = breach
	return n
}

func (r *pageReader) take(p []byte) int {
	n := copy(p, r.buf[r.next:r.limit])
	r.next += n
	if r.next == r.limit {
		putBuffer(r.buf)
		r.buf, r.next, r.limit = nil, 0, 0
	}
	return n
}

// readPlain is readPooled where readability cannot be waited for by itself.
func readPlain(conn net.Conn) (*[bufferSize]byte, int, error) {
	buf := getBuffer()
	n, err := conn.Read(buf[:])
	if n == 0 {
		putBuffer(buf)
		return nil, 0, err
	}
	return buf, n, err
}
