// Package authority makes the certificates that clients of exercises show. Its keys are
// no secret: each has a seed that anybody can write down, so that a task can print an
// authority's certificate, and a client of any lab can show one that it has signed.
package authority

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"
)

// Authority is the seed of an authority's key, repeated.
type Authority byte

// The authorities. The certificate of School is in the tasks that ask for one.
const (
	School  Authority = 4
	Another Authority = 5
)

// Certificate makes a certificate of a client with a common name (RFC 5280), signed by
// the authority with Ed25519 (RFC 8032).
func (a Authority) Certificate(name string) (tls.Certificate, error) {
	own := key('c')
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), // virtual time begins in 2000
		NotAfter:     time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	parent := &x509.Certificate{Subject: pkix.Name{CommonName: "Socket School"}}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, own.Public(), key(byte(a)))
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: own}, nil
}

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}
