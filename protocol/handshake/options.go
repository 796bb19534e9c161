package handshake

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Options say how a client connects. The zero value is a client like all others.
type Options struct {
	Plain       bool   // speaks no TLS, also where the lab does
	From        string // its local IP address, 127.0.0.0/8; "" for the usual one
	Certificate string // common name in the certificate that it shows; "" for none
	Another     bool   // another authority than the school's has signed Certificate
	MinVersion  string // of TLS: "1.2", "1.3", or "" for 1.2
	MaxVersion  string // the same, or "" for the newest
	First       []byte // what it has sent before the server accepts it; up to maxFirst bytes

	err error // why there are no such options
}

// maxFirst bounds what a client sends before the server accepts it, in bytes: it travels
// in an address.
const maxFirst = 1024

// ParseOptions returns the options of a page. get returns the value of a name, or "".
// Dial returns the error of values that are none.
func ParseOptions(get func(name string) string) Options {
	o := Options{
		Plain:       get("plain") == "1",
		From:        get("from"),
		Certificate: get("certificate"),
		Another:     get("authority") == "another",
		MinVersion:  get("minVersion"),
		MaxVersion:  get("maxVersion"),
	}
	o.First, o.err = base64.RawURLEncoding.DecodeString(get("first"))
	if o.err != nil || len(o.First) > maxFirst {
		o.err = fmt.Errorf("what a client sends at once is base64url without padding, of %d bytes at most", maxFirst)
		return o
	}
	o.err = o.check(get("authority"))
	return o
}

func (o Options) check(authority string) error {
	switch ip, err := netip.ParseAddr(o.From); {
	case o.From != "" && (err != nil || !ip.Is4() || !ip.IsLoopback()):
		return errors.New("a client comes from an address that begins with 127, such as 127.0.0.2")
	case o.Certificate != "" && !isName(o.Certificate):
		return errors.New("the name in a client’s certificate has small letters, digits and hyphens, 32 at most, and begins with a letter")
	case authority != "" && authority != "another":
		return errors.New("the authority of a client’s certificate is the school’s, or another")
	case o.Another && o.Certificate == "":
		return errors.New("an authority signs a certificate, and there is none")
	case !isVersion(o.MinVersion), !isVersion(o.MaxVersion):
		return errors.New("a version of TLS is 1.2 or 1.3")
	case o.MaxVersion != "" && o.MinVersion > o.MaxVersion:
		return errors.New("the oldest version of TLS is newer than the newest")
	case o.Plain && o.needsTLS():
		return errors.New("a client without TLS has neither a certificate nor a version of TLS")
	}
	return nil
}

// isName reports whether a client's certificate may have the name.
func isName(text string) bool {
	const letters, others = "abcdefghijklmnopqrstuvwxyz", "0123456789-"
	return strings.Contains(letters, text[:1]) && strings.Trim(text, letters+others) == "" && len(text) <= 32
}

func isVersion(text string) bool { return text == "" || text == "1.2" || text == "1.3" }

// needsTLS reports whether only a client that speaks TLS can have the options.
func (o Options) needsTLS() bool {
	return o.Certificate != "" || o.MinVersion != "" || o.MaxVersion != ""
}
