package bridge

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"socketschool/lab"
)

// dialTime bounds connecting, the TLS handshake included.
const dialTime = 5 * time.Second

// dial connects to the lab, as a TLS client where the lab speaks TLS. plain is
// the TCP connection, conn what bytes go through.
func dial(ctx context.Context, l *lab.Lab) (conn, plain net.Conn, info *tlsInfo, err error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	plain, err = l.Dial(ctx)
	if err != nil || !l.TLS() {
		return plain, plain, nil, err
	}
	// The certificate is most often the lesson's self-signed one. It is shown
	// to the learner instead of being verified: the server at the other end is
	// this very process.
	secure := tls.Client(plain, &tls.Config{
		ServerName:         "localhost",
		InsecureSkipVerify: true,
		MinVersion:         tls.VersionTLS12,
	})
	if err := secure.HandshakeContext(ctx); err != nil {
		plain.Close()
		return nil, nil, nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return secure, plain, describeTLS(secure.ConnectionState()), nil
}

// dialFailure is the reason and the detail for a page whose client could not
// be connected.
func dialFailure(err error) (reason, detail string) {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return reasonRefused, "Nothing listens at the lab's address: the connection was refused."
	case errors.Is(err, context.DeadlineExceeded):
		return reasonTimeout, fmt.Sprintf("The server did not answer within %v.", dialTime)
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return reasonError, "This host has no file descriptors left for another connection."
	}
	return reasonError, "The connection could not be made: " + err.Error() + "."
}

// closeWrite sends the FIN. For TLS that is close_notify first, as RFC 8446
// section 6.1 has it, and then TCP's own.
func closeWrite(conn net.Conn) error {
	if secure, ok := conn.(*tls.Conn); ok {
		if err := secure.CloseWrite(); err != nil {
			return err
		}
		conn = secure.NetConn()
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return conn.Close()
}

// tlsInfo is what a page is told about a TLS connection.
type tlsInfo struct {
	Version     string   `json:"version"`
	CipherSuite string   `json:"cipherSuite"`
	ServerName  string   `json:"serverName"`
	Certificate certInfo `json:"certificate"`
}

type certInfo struct {
	Subject    string    `json:"subject"`
	Issuer     string    `json:"issuer"`
	Names      []string  `json:"names"` // DNS names and IP addresses it is valid for
	NotBefore  time.Time `json:"notBefore"`
	NotAfter   time.Time `json:"notAfter"`
	SelfSigned bool      `json:"selfSigned"`
	SHA256     string    `json:"sha256"` // fingerprint of the DER form, hex
}

func describeTLS(state tls.ConnectionState) *tlsInfo {
	info := &tlsInfo{
		Version:     tls.VersionName(state.Version),
		CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		ServerName:  state.ServerName,
	}
	if len(state.PeerCertificates) > 0 {
		info.Certificate = describeCertificate(state.PeerCertificates[0])
	}
	return info
}

func describeCertificate(c *x509.Certificate) certInfo {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	sum := sha256.Sum256(c.Raw)
	return certInfo{
		Subject:    c.Subject.String(),
		Issuer:     c.Issuer.String(),
		Names:      names,
		NotBefore:  c.NotBefore,
		NotAfter:   c.NotAfter,
		SelfSigned: c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil,
		SHA256:     hex.EncodeToString(sum[:]),
	}
}
