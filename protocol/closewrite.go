package protocol

import "net"

// CloseWrite sends the FIN. On a TLS connection it sends close_notify first
// (RFC 8446, section 6.1) and then TCP's FIN. It closes a connection that has no
// CloseWrite.
func CloseWrite(conn net.Conn) error {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return conn.Close()
	}
	if err := half.CloseWrite(); err != nil {
		return err
	}
	if tls, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return CloseWrite(tls.NetConn())
	}
	return nil
}
