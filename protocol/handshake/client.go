//go:build !notls

package handshake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net"

	"socketschool/lab/authority"
	"socketschool/protocol"
)

// client does a TLS handshake over tcp.
func client(ctx context.Context, tcp net.Conn, o Options) (net.Conn, *protocol.TLS, error) {
	// Most often the certificate is self-signed. It is shown to the learner
	// instead of being verified: the server is in the same process.
	config := &tls.Config{
		ServerName:         "localhost",
		InsecureSkipVerify: true,
		MinVersion:         cmp.Or(versions[o.MinVersion], tls.VersionTLS12),
		MaxVersion:         versions[o.MaxVersion],
	}
	if o.Certificate != "" {
		cert, err := o.signer().Certificate(o.Certificate)
		if err != nil {
			return nil, nil, err
		}
		// Whatever the server says it accepts, as an attacker's client does.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }
	}
	secure := tls.Client(tcp, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return secure, describe(secure.ConnectionState()), nil
}

var versions = map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

// signer returns the authority that has signed the client's certificate.
func (o Options) signer() authority.Authority {
	if o.Another {
		return authority.Another
	}
	return authority.School
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
