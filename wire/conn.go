package wire

import (
	"net"
	"time"
)

// DialTime bounds connecting to a lab, the TLS handshake included.
const DialTime = 5 * time.Second

// Opened says between which addresses the connection is. plain is the TCP
// connection, info what there is to say of the TLS above it, or nil.
func Opened(plain net.Conn, info *TLS) Notice {
	return Notice{Type: "opened", TLS: info,
		Local: plain.LocalAddr().String(), Remote: plain.RemoteAddr().String()}
}

// CloseWrite sends the FIN. For TLS that is close_notify first, as RFC 8446
// section 6.1 has it, and then TCP's own.
func CloseWrite(conn net.Conn) error {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return conn.Close()
	}
	if err := half.CloseWrite(); err != nil {
		return err
	}
	if above, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return CloseWrite(above.NetConn())
	}
	return nil
}
