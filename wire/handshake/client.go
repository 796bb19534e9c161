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

	"socketschool/wire"
)

// client shakes hands over plain.
func client(ctx context.Context, plain net.Conn) (net.Conn, *wire.TLS, error) {
	// The certificate is most often the lesson's self-signed one. It is shown
	// to the learner instead of being verified: the server at the other end is
	// this very process.
	secure := tls.Client(plain, &tls.Config{
		ServerName:         "localhost",
		InsecureSkipVerify: true,
		MinVersion:         tls.VersionTLS12,
	})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return secure, describe(secure.ConnectionState()), nil
}

func describe(state tls.ConnectionState) *wire.TLS {
	info := &wire.TLS{
		Version:     tls.VersionName(state.Version),
		CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		ServerName:  state.ServerName,
	}
	if len(state.PeerCertificates) > 0 {
		info.Certificate = describeCertificate(state.PeerCertificates[0])
	}
	return info
}

func describeCertificate(c *x509.Certificate) wire.Certificate {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	sum := sha256.Sum256(c.Raw)
	return wire.Certificate{
		Subject:    c.Subject.String(),
		Issuer:     c.Issuer.String(),
		Names:      names,
		NotBefore:  c.NotBefore,
		NotAfter:   c.NotAfter,
		SelfSigned: c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil,
		SHA256:     hex.EncodeToString(sum[:]),
	}
}
