package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// certificate makes a certificate for name that is valid today. It returns its
// files and a pool that trusts it.
func certificate(t *testing.T, name string) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	now := time.Now()
	return cert, key, writeCertificate(t, cert, key, name, now.Add(-time.Hour), now.Add(24*time.Hour))
}

// writeCertificate writes a self-signed certificate for name, a host name or an
// IP address. It returns a pool that trusts it.
func writeCertificate(t *testing.T, cert, key, name string, from, to time.Time) *x509.CertPool {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(from.UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: to,
	}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: privateDER},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return roots
}

// trusting is a browser's session with a playground over TLS.
func (p *playground) trusting(roots *x509.CertPool) *session {
	s := p.session()
	s.tls = &tls.Config{RootCAs: roots}
	s.http.Transport = &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true}
	return s
}

// TestTLSSite serves the playground itself over TLS.
func TestTLSSite(t *testing.T) {
	cert, key, roots := certificate(t, "127.0.0.1")
	p := serve(t, "--shared", "--tls-cert", cert, "--tls-key", key)
	if p.base.Scheme != "https" {
		t.Fatalf("the address is %s", p.base)
	}
	s := p.trusting(roots)
	if cookie := s.do("GET", "/", "").header.Get("Set-Cookie"); !strings.Contains(cookie, "Secure") {
		t.Errorf("cookie %q", cookie)
	}
	l := s.start("echo")
	c := s.connect(l)
	data := strings.Repeat("0123456789", 6000)
	c.send(data)
	c.expect(data)
	c.finish()
	stopped := s.connect(l)
	s.do("DELETE", "/api/labs/"+l.ID, "")
	stopped.closed("lab-stopped")
}

// TestRenewedCertificate: SIGHUP has a certificate loaded again, one that
// cannot be loaded costs nothing, and labs live on.
func TestRenewedCertificate(t *testing.T) {
	cert, key, roots := certificate(t, "127.0.0.1")
	p := serve(t, "--shared", "--tls-cert", cert, "--tls-key", key)
	s := p.trusting(roots)
	c := s.connect(s.start("echo"))
	serial := func() string {
		conn, err := tls.Dial("tcp", p.base.Host, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	first, now := serial(), time.Now()
	writeCertificate(t, cert, key, "127.0.0.1", now, now.Add(time.Hour))
	_ = p.cmd.Process.Signal(syscall.SIGHUP)
	p.awaitLog("the certificate is loaded again")
	renewed := serial()
	if renewed == first {
		t.Error("the certificate from before is served")
	}
	if err := os.WriteFile(cert, []byte("half a cert"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Process.Signal(syscall.SIGHUP)
	p.awaitLog("the certificate is not loaded again")
	if serial() != renewed {
		t.Error("not the last certificate that could be loaded")
	}
	c.send("still here\n")
	c.expect("still here\n")
	c.finish()
}

// TestBadCertificates get a warning each when the program starts.
func TestBadCertificates(t *testing.T) {
	now := time.Now()
	for want, tt := range map[string]struct {
		name     string
		from, to time.Duration
	}{
		"the certificate has expired":             {"school.example", -48 * time.Hour, -24 * time.Hour},
		"the certificate is not valid yet":        {"school.example", time.Hour, 24 * time.Hour},
		"the certificate does not name this host": {"other.example", -time.Hour, time.Hour},
		"": {"school.example", -time.Hour, time.Hour},
	} {
		t.Run(want, func(t *testing.T) {
			dir := t.TempDir()
			cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
			writeCertificate(t, cert, key, tt.name, now.Add(tt.from), now.Add(tt.to))
			p := serve(t, "--host", "school.example", "--tls-cert", cert, "--tls-key", key)
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
			_ = p.wait()
			log := p.stderr.String()
			if n := strings.Count(log, "level=WARN"); want == "" && n != 0 || want != "" && (n != 1 || !strings.Contains(log, want)) {
				t.Errorf("want the warning %q, got\n%s", want, log)
			}
		})
	}
}

// awaitLog waits until the log has text.
func (p *playground) awaitLog(text string) {
	p.t.Helper()
	p.await(p.stderr, regexp.MustCompile(regexp.QuoteMeta(text)))
}

// await waits until what was written matches, and returns the match with its groups.
func (p *playground) await(written *syncBuffer, pattern *regexp.Regexp) []string {
	p.t.Helper()
	timeout := time.After(testTimeout)
	for {
		text, changed := written.next()
		if found := pattern.FindStringSubmatch(text); found != nil {
			return found
		}
		select {
		case <-changed:
		case <-timeout:
			p.t.Fatalf("nothing matches %s:\n%s", pattern, text)
		}
	}
}
