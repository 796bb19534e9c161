package lab

import "net"

// SocketBuffer is the size in bytes of each kernel buffer between a server and a
// client that reads from it. Linux reserves twice as much, and lets a buffer without
// a size grow to several megabytes while its reader stalls.
//
// The buffers of the other direction grow as they need to: a page's resume
// stands behind the data that the page has sent.
const SocketBuffer = 128 << 10

// BoundWriteBuffer bounds what the kernel keeps of what is written to conn.
func BoundWriteBuffer(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(SocketBuffer)
	}
}

// boundReadBuffer bounds what the kernel keeps until it is read from conn.
func boundReadBuffer(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(SocketBuffer)
	}
}
