//go:build !notls

package secure_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"os"
	"strings"
	"testing"
	"time"

	"socketschool/check"
	"socketschool/check/internal/faulty"
	"socketschool/check/secure"
	"socketschool/lab"
)

// certificate vouches for itself.
func certificate(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{DNSNames: []string{name}, NotBefore: time.Unix(0, 0), NotAfter: time.Now().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// school returns a pool with the authority of the exercise that asks for certificates.
func school(t *testing.T) *x509.CertPool {
	t.Helper()
	source, err := os.ReadFile("../../lessons/04-secure/exercises/client-certificate/solution/server.go")
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	_, text, _ := bytes.Cut(source, []byte("authorityPEM = `"))
	if text, _, _ = bytes.Cut(text, []byte("`")); !pool.AppendCertsFromPEM(text) {
		t.Fatal("the exercise has no authorityPEM")
	}
	return pool
}

// TestOutcomes: what clients of each kind find with servers of each kind.
func TestOutcomes(t *testing.T) {
	ours, pool := certificate(t, "localhost")
	foreign, _ := certificate(t, "localhost")
	misnamed, misnamedPool := certificate(t, "example.com")
	with := func(c *tls.Config) faulty.Serve {
		c.Certificates = []tls.Certificate{ours}
		return faulty.TLS(c)
	}
	talk := func(a *check.Client) {
		a.Send("hello")
		a.Expect("hello")
		a.HalfClose()
		a.ExpectEOF()
	}
	connect := func(options ...secure.Option) func(*check.T) {
		return func(t *check.T) { talk(secure.Connect(t, "a", options...)) }
	}
	refuse := func(options ...secure.Option) func(*check.T) {
		return func(t *check.T) { secure.Try(t, "a", options...).ExpectEOF() }
	}
	old := secure.MaxVersion(tls.VersionTLS12)
	insists := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: school(t)}
	for name, c := range map[string]struct {
		serve faulty.Serve
		run   func(*check.T)
		cause string // "" where the check passes
	}{
		"TLS":                            {with(&tls.Config{}), connect(), ""},
		"TLS 1.2":                        {with(&tls.Config{}), connect(old), ""},
		"a certificate that is known":    {with(&tls.Config{}), connect(secure.Trust(pool)), ""},
		"a certificate of somebody else": {faulty.TLS(&tls.Config{Certificates: []tls.Certificate{foreign}}), connect(secure.Trust(pool)), "does not know who has signed"},
		"another name":                   {faulty.TLS(&tls.Config{Certificates: []tls.Certificate{misnamed}}), connect(secure.Trust(misnamedPool)), "for another name than localhost"},
		"no certificate":                 {faulty.TLS(&tls.Config{}), connect(), "has no certificate to show"},
		"a version too old":              {with(&tls.Config{MinVersion: tls.VersionTLS13}), connect(old), "refuses every version"},
		"a version that is refused":      {with(&tls.Config{MinVersion: tls.VersionTLS13}), refuse(old), ""},
		"a version that is not refused":  {with(&tls.Config{}), refuse(old), "was expected to close it"},
		"a client's certificate":         {with(insists), connect(secure.Certificate("alice")), ""},
		"a client's without one":         {with(insists), refuse(), ""},
		"a client's of somebody else":    {with(insists), refuse(secure.CertificateByAnother("alice")), ""},
		"no TLS":                         {faulty.Plain, connect(), "The server answers without TLS"},
		"a close in the handshake":       {faulty.HangsUp, connect(), "in the middle of the handshake"},
		"no handshake":                   {faulty.WaitsForTheEnd, connect(), "not begun the handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			got := check.Run(t.Context(), check.Config{
				Program: lab.Program{Slug: "test", TLS: true, Serve: c.serve},
				Checks:  []check.Check{{Name: "it", Run: c.run}},
			})[0]
			if passed := got.Outcome == check.Passed; passed != (c.cause == "") || !strings.Contains(got.Cause, c.cause) {
				t.Errorf("%s: %s, want a cause with %q", got.Outcome, got.Cause, c.cause)
			}
		})
	}
}

// TestSteps: the steps say how a client connects, and which of them a script has.
func TestSteps(t *testing.T) {
	cert, _ := certificate(t, "localhost")
	got := check.Run(t.Context(), check.Config{
		Program: lab.Program{Slug: "test", TLS: true, Serve: faulty.TLS(&tls.Config{Certificates: []tls.Certificate{cert}})},
		Checks: []check.Check{{Name: "it", Run: func(t *check.T) {
			secure.Connect(t, "a")
			secure.Connect(t, "b", secure.MaxVersion(tls.VersionTLS12), secure.Certificate("bob"))
			t.ConnectPlain("c")
			secure.Try(t, "d", secure.CertificateByAnother("alice"))
		}}},
	})[0]
	want := []struct {
		text   string
		script bool
	}{
		{"connect a", true},
		{"connect b that speaks no more than TLS 1.2 with a certificate of bob", true},
		{"connect c plain", true},
		{"connect d with a certificate of alice by another authority or is refused", true},
	}
	if len(got.Steps) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, step := range got.Steps {
		if step.Text != want[i].text || step.Script != want[i].script {
			t.Errorf("step %d is %q, script %t; want %+v", i+1, step.Text, step.Script, want[i])
		}
	}
}
