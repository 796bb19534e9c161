//go:build !notls

package handshake

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net"

	"socketschool/protocol"
)

// client does a TLS handshake over tcp.
func client(ctx context.Context, tcp net.Conn) (net.Conn, *protocol.TLS, error) {
	// Most often the certificate is self-signed. It is shown to the learner
	// instead of being verified: the server is in the same process.
	secure := tls.Client(tcp, &tls.Config{
		ServerName:         "localhost",
		InsecureSkipVerify: true,
		MinVersion:         tls.VersionTLS12,
	})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return secure, describe(secure.ConnectionState()), nil
}

func describe(state tls.ConnectionState) *protocol.TLS {
	info := &protocol.TLS{
		Version:     tls.VersionName(state.Version),
		CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		ServerName:  state.ServerName,
	}
	if len(state.PeerCertificates) > 0 {
		info.Certificate = describeCertificate(state.PeerCertificates[0])
	}
	return info
}

func describeCertificate(c *x509.Certificate) protocol.Certificate {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	sum := sha256.Sum256(c.Raw)
	return protocol.Certificate{
		Subject:    c.Subject.String(),
		Issuer:     c.Issuer.String(),
		Names:      names,
		NotBefore:  c.NotBefore,
		NotAfter:   c.NotAfter,
		SelfSigned: c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil,
		SHA256:     hex.EncodeToString(sum[:]),
	}
}
