package secure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"socketschool/server/servertest"
)

// writePEM writes a new certificate and its key to files.
func writePEM(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	cert, err := selfSigned()
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return write("certificate.pem", "CERTIFICATE", cert.Certificate[0]), write("key.pem", "PRIVATE KEY", key)
}

func TestSelfSigned(t *testing.T) {
	one, err := LoadCertificate("", "")
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(one.Leaf)
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		if _, err := one.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := one.Leaf.Verify(x509.VerifyOptions{DNSName: "example.org", Roots: roots}); err == nil {
		t.Error("the certificate is good for example.org too")
	}
	two, err := LoadCertificate("", "")
	if err != nil {
		t.Fatal(err)
	}
	if one.Leaf.Equal(two.Leaf) {
		t.Error("the second certificate is the first one")
	}
}

func TestPEMFiles(t *testing.T) {
	certFile, keyFile := writePEM(t)
	cert, err := LoadCertificate(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	s := servertest.Start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return ServeCertificate(ctx, ln, cert, log)
	})
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	c := dial(t, s, &tls.Config{RootCAs: roots, ServerName: "localhost"})
	c.Send("hello\n")
	c.Expect("SECURE: hello\n")
}

func TestBadFiles(t *testing.T) {
	certFile, keyFile := writePEM(t)
	_, otherKey := writePEM(t)
	text := filepath.Join(t.TempDir(), "text.pem")
	if err := os.WriteFile(text, []byte("no PEM in here"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, cert, key, want string
	}{
		{"no key", certFile, "", "a certificate file without its key file"},
		{"no certificate", "", keyFile, "a key file without its certificate file"},
		{"no such file", certFile + "x", keyFile, "no such file"},
		{"not PEM", text, keyFile, "failed to find any PEM data"},
		{"another's key", certFile, otherKey, "private key does not match"},
		{"the two exchanged", keyFile, certFile, "PEM"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadCertificate(tt.cert, tt.key)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want an error with %q", err, tt.want)
			}
		})
	}
}
