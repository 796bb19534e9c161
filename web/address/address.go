// Package address checks and normalizes the addresses that an operator gives a
// site: its host name, its origin, and the path below which it lies. Flags and
// environment variables carry them; a value that no browser would send is
// refused with a sentence that says what to write.
package address

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

var segment = regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)

// BasePath returns the path of a site on its web server, with a slash at both
// ends. It adds slashes that are missing.
func BasePath(text string) (string, error) {
	trimmed := strings.TrimSuffix(strings.TrimPrefix(text, "/"), "/")
	if trimmed == "" {
		return "/", nil
	}
	for part := range strings.SplitSeq(trimmed, "/") {
		if !segment.MatchString(part) || part == "." || part == ".." {
			return "", fmt.Errorf("%q is no path on a web server: it is / or something like /tutorial/, of letters, digits and -._~", text)
		}
	}
	return "/" + trimmed + "/", nil
}

// Origin returns the scheme and host of a site, such as "https://example.org",
// in the form in which a browser sends it: the host as Host returns it, the
// port left out where it is the scheme's own.
func Origin(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return "", fmt.Errorf("%q is no origin: it is something like https://example.org", text)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", errors.New("an origin ends with the host, as in https://example.org: leave the path out")
	}
	host, err := Host(u.Hostname())
	if err != nil {
		return "", err
	}
	if strings.HasSuffix(u.Host, ":") {
		return "", fmt.Errorf("%q lacks the port after the colon", text)
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" || port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		return u.Scheme + "://" + host, nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return "", fmt.Errorf("%q has no valid port: it is a number from 1 to 65535", text)
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(n)), nil
}

// Public is the address under which learners reach a site that a proxy stands
// in front of.
type Public struct {
	Origin string // as a browser sends it: "https://school.example:8443"
	Base   string // path below which the site lies, with a slash at both ends
}

// PublicURL parses the address of a site: scheme, host and path.
func PublicURL(text string) (Public, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return Public{}, fmt.Errorf("%q is no address of a site: it is something like https://school.example/go/", text)
	}
	base, err := BasePath(u.EscapedPath())
	if err != nil {
		return Public{}, err
	}
	origin, err := Origin(strings.TrimSuffix(text, u.EscapedPath()))
	return Public{origin, base}, err
}

// URL returns the address as learners open it.
func (p Public) URL() string { return p.Origin + p.Base }

// Host returns the host, with its port where it is not the scheme's own.
func (p Public) Host() string {
	_, host, _ := strings.Cut(p.Origin, "://")
	return host
}

// Secure reports whether the scheme is https.
func (p Public) Secure() bool { return strings.HasPrefix(p.Origin, "https:") }

// OwnsHost reports whether the site is all that its host name serves over
// HTTPS, as far as the address shows: it has no path and no port.
func (p Public) OwnsHost() bool {
	return p.Secure() && p.Base == "/" && !portAtEnd.MatchString(p.Origin)
}

var portAtEnd = regexp.MustCompile(`:[0-9]+$`)

// names is IDNA 2008 as browsers apply it, and refuses what DNS forbids: empty
// labels, long ones, a hyphen at an end, punctuation.
var names = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true),
	idna.VerifyDNSLength(true), idna.CheckHyphens(true))

var digits = regexp.MustCompile(`^([0-9]+|0x[0-9a-f]*)$`)

// Host returns a host name in the form in which it stands in a Host header:
// lower case, letters beyond ASCII in Punycode, without a final dot. An IP
// address is returned in its shortest form, IPv6 without brackets.
func Host(text string) (string, error) {
	if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
		return ip.String(), nil
	}
	host, err := names.ToASCII(strings.TrimSuffix(text, "."))
	labels := strings.Split(host, ".")
	// A last label of digits makes a browser read the name as an IPv4 address.
	if err != nil || digits.MatchString(labels[len(labels)-1]) {
		return "", fmt.Errorf("%q is no host name: it is something like school.example, or an IP address", text)
	}
	return host, nil
}

// IsLoopback reports whether a host name or an IP address, without a port, is
// this computer as it names itself.
func IsLoopback(name string) bool {
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
