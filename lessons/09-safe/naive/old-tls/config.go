package safe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"os"
	"time"
)

// authorityPEM is the certificate of those who sign our clients' certificates.
const authorityPEM = `-----BEGIN CERTIFICATE-----
MIIBIjCB1aADAgECAgEBMAUGAytlcDAYMRYwFAYDVQQDEw1Tb2NrZXQgU2Nob29s
MCAXDTk5MDEwMTAwMDAwMFoYDzIwOTkwMTAxMDAwMDAwWjAYMRYwFAYDVQQDEw1T
b2NrZXQgU2Nob29sMCowBQYDK2VwAyEAypOsFwUYcHHWe4PH/w7+gQjo7EUwV113
JoeTM9vavnyjQjBAMA4GA1UdDwEB/wQEAwICBDAPBgNVHRMBAf8EBTADAQH/MB0G
A1UdDgQWBBTFuUDtP2XDkZZd6ClfxdJfR0+lezAFBgMrZXADQQDE2UgP+ZiIIJQm
7GAilpnAz7Qeu2d7GXT/rZP1+2jXb7Hmug3IDGvbo+pP9h+rRQDtE1K8qgHNgmf9
gedIqLwF
-----END CERTIFICATE-----`

// LoadConfig reads the server's certificate and key, and the certificate of the
// authority that signs the clients', from PEM files. Without the first two it
// makes a certificate in memory; without the third the authority is the
// school's.
func LoadConfig(certFile, keyFile, authorityFile string) (*tls.Config, error) {
	var cert tls.Certificate
	var err error
	if certFile == "" && keyFile == "" {
		cert, err = selfSigned()
	} else {
		cert, err = tls.LoadX509KeyPair(certFile, keyFile)
	}
	if err != nil {
		return nil, fmt.Errorf("load certificate: %w", err)
	}
	authority := []byte(authorityPEM)
	if authorityFile != "" {
		if authority, err = os.ReadFile(authorityFile); err != nil {
			return nil, fmt.Errorf("load authority: %w", err)
		}
	}
	config := config(cert)
	if !config.ClientCAs.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("load authority: no certificate in %s", authorityFile)
	}
	return config, nil
}

// config says what a handshake must bring: TLS 1.2 at least, and a certificate
// that an authority of ours signed.
func config(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    x509.NewCertPool(),
		MinVersion:   tls.VersionTLS12,
	}
}

// selfSigned makes a certificate for localhost, as in lesson 4.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "localhost"},
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore:   time.Now().Add(-time.Hour), // for clocks that are a little behind
		NotAfter:    time.Now().AddDate(1, 0, 0),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
