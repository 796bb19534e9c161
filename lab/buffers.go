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

// leastBuffer is the smallest size, in bytes, that the kernel gets for a buffer: below it,
// Linux drops what arrives, and a transfer waits for retransmissions.
const leastBuffer = 16 << 10

// ResizeBuffers makes the kernel's buffers between the server and a client's connection
// smaller, in the direction to the client. It sets the usual size if bytes is 0.
func (l *Lab) ResizeBuffers(client net.Conn, bytes int) {
	size := SocketBuffer
	if bytes > 0 {
		size = min(size, max(bytes, leastBuffer))
	}
	if tcp, ok := client.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(size)
	}
	peer := client.LocalAddr().String()
	for _, c := range l.Conns() {
		if tcp, ok := c.Inner.(*net.TCPConn); ok && c.Peer == peer && c.ClosedAt.IsZero() {
			_ = tcp.SetWriteBuffer(size)
		}
	}
}

// boundReadBuffer bounds the kernel's buffer of what is received on conn.
func boundReadBuffer(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(SocketBuffer)
	}
}
