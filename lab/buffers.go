package lab

import "net"

// SocketBuffer is the size, in bytes, of each kernel buffer between a server and a
// client that reads from it. Linux reserves twice as much. Without a size, Linux
// grows a buffer to several megabytes while its reader stalls.
//
// The buffers of the other direction have no fixed size: a page's resume comes
// after the data that the page has sent.
const SocketBuffer = 128 << 10

// BoundWriteBuffer bounds the kernel's buffer of what is written to conn.
func BoundWriteBuffer(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(SocketBuffer)
	}
}

// boundReadBuffer bounds the kernel's buffer of what is received on conn.
func boundReadBuffer(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(SocketBuffer)
	}
}
