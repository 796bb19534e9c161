// Package rawio reads and writes TCP connections by their descriptors: a read
// holds no buffer while it waits, and a write does not have to block.
package rawio

import (
	"errors"
	"net"
	"sync"
	"syscall"
)

// BufferSize is how much is read from a connection at once, in bytes. Less than
// 32 KiB costs throughput.
const BufferSize = 64 << 10

// Buffer is a pooled buffer.
type Buffer = [BufferSize]byte

var buffers = sync.Pool{New: func() any { return new(Buffer) }}

// GetBuffer returns a buffer of the pool.
func GetBuffer() *Buffer { return buffers.Get().(*Buffer) }

// PutBuffer gives a buffer back to the pool.
func PutBuffer(b *Buffer) { buffers.Put(b) }

// ErrSkipped is returned by ReadPooled if guard has not called read.
var ErrSkipped = errors.New("the connection was not read")

// Of returns the raw connection of a plain TCP connection, or nil for others.
func Of(conn net.Conn) syscall.RawConn {
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

// readPlain takes a buffer and then waits: for connections without a raw
// connection, such as TLS.
func readPlain(conn net.Conn) (*Buffer, int, error) {
	buf := GetBuffer()
	n, err := conn.Read(buf[:])
	if n == 0 {
		PutBuffer(buf)
		return nil, 0, err
	}
	return buf, n, err
}
