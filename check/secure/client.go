//go:build !notls

package secure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"

	"socketschool/check"
	"socketschool/lab/authority"
)

// Option changes how a client connects.
type Option struct {
	text   string // of the step
	script bool   // the script language has it
	apply  func(*tls.Config)
}

// MaxVersion makes a client that offers no later version, such as tls.VersionTLS12.
func MaxVersion(version uint16) Option {
	return Option{"that speaks no more than " + tls.VersionName(version), true, func(c *tls.Config) { c.MaxVersion = version }}
}

// Certificate makes a client that shows a certificate where the server asks for one. The
// school's authority has signed it: that of authority.School.
func Certificate(name string) Option { return certificate("of "+name, name, authority.School) }

// CertificateByAnother is Certificate with one that another authority has signed.
func CertificateByAnother(name string) Option {
	return certificate("of "+name+" by another authority", name, authority.Another)
}

func certificate(who, name string, by authority.Authority) Option {
	cert, err := by.Certificate(name)
	if err != nil {
		panic(err) // the check is at fault
	}
	return Option{"with a certificate " + who, true, func(c *tls.Config) {
		// Whatever the server says it accepts, as an attacker's client does.
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }
	}}
}

// Trust makes a client that verifies the server's certificate for localhost against
// these alone.
func Trust(roots *x509.CertPool) Option {
	return Option{"that verifies the certificate", false, func(c *tls.Config) { c.InsecureSkipVerify, c.RootCAs = false, roots }}
}

// Connect connects a client that speaks TLS, and does the handshake. Like the lab's
// clients it takes any certificate, unless options say otherwise. Without options it is
// the step "connect a" of the lessons' scripts.
//
// A server of TLS 1.3 refuses a client's certificate after the client's side of the
// handshake: such a client is connected, and its connection ends.
func Connect(t *check.T, name string, options ...Option) *check.Client {
	return connect(t, name, false, options)
}

// Try is Connect of a client that the server may refuse. However it does that, the
// client then reads the end: ExpectEOF says that it must.
func Try(t *check.T, name string, options ...Option) *check.Client {
	return connect(t, name, true, options)
}

func connect(t *check.T, name string, may bool, options []Option) *check.Client {
	config := &tls.Config{ServerName: "localhost", InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}
	words, script := []string{"connect " + name}, true
	for _, o := range options {
		o.apply(config)
		words = append(words, o.text)
		script = script && o.script
	}
	if may {
		words = append(words, "or is refused")
	}
	return t.ConnectWith(name, strings.Join(words, " "), script, func(ctx context.Context, tcp net.Conn) (net.Conn, error) {
		conn := tls.Client(tcp, config)
		err := conn.HandshakeContext(ctx)
		switch {
		case err == nil && may:
			return refusable{conn}, nil
		case err == nil:
			return conn, nil
		case may && ctx.Err() == nil:
			_ = conn.Close()
			return refused{conn}, nil
		}
		return nil, failure{err}
	})
}

// refusable is a connection that the server may still refuse: every error is its end.
type refusable struct{ *tls.Conn }

func (c refusable) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// refused is a connection whose handshake has failed.
type refused struct{ net.Conn }

func (refused) Read([]byte) (int, error)    { return 0, io.EOF }
func (refused) Write(p []byte) (int, error) { return 0, net.ErrClosed }

// failure is the error of a handshake.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// Cause says what the error means for the server.
func (f failure) Cause() string {
	var (
		record    tls.RecordHeaderError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	switch text := f.Error(); {
	case errors.As(f.error, &record):
		return "The server answers without TLS: it reads and writes the connection itself. Wrap it in tls.Server first, and use what that returns."
	case errors.As(f.error, &authority):
		return "The client does not know who has signed the server's certificate: it is none of those that the task names."
	case errors.As(f.error, &host):
		return "The server's certificate is for another name than localhost."
	case errors.As(f.error, &invalid):
		return "The server's certificate is not valid: " + invalid.Error() + "."
	case strings.Contains(text, "protocol version"):
		return "The server refuses every version of TLS that the client offers."
	case strings.Contains(text, "unrecognized name"), strings.Contains(text, "internal error"):
		return "The server has no certificate to show, or its configuration is at fault: put one into tls.Config.Certificates."
	case strings.Contains(text, "certificate"):
		return "The server refuses the client's certificate, or that it has none."
	case errors.Is(f.error, io.EOF), errors.Is(f.error, io.ErrUnexpectedEOF), strings.Contains(text, "reset"):
		return "The server closed the connection in the middle of the handshake."
	}
	return "The server has broken off the handshake."
}
