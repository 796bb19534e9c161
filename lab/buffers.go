package lab

import "net"

// SocketBuffer is the size in bytes of each kernel buffer of a connection
// between a client and a server. Linux books twice as much, and lets a buffer
// without a size grow to several megabytes while its reader stalls.
const SocketBuffer = 128 << 10

// BoundBuffers sets both kernel buffers of a TCP connection to SocketBuffer.
func BoundBuffers(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(SocketBuffer)
		_ = tcp.SetWriteBuffer(SocketBuffer)
	}
}
