package address

import "testing"

func TestBasePath(t *testing.T) {
	for text, want := range map[string]string{
		"": "/", "/": "/", "tutorial": "/tutorial/", "/tutorial": "/tutorial/", "tutorial/": "/tutorial/",
		"/a/b-c_d.e~1/": "/a/b-c_d.e~1/", "//": "/",
		"//evil.example/": "", "/a//b/": "", "/../": "", "/a/./": "", "https://example.org/": "",
		"/a b/": "", "/a?b/": "", "/a#b/": "", `\a\`: "", "/ü/": "", `/"/`: "",
	} {
		got, err := BasePath(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("BasePath(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.org": "https://example.org", "https://example.org/": "https://example.org",
		"http://localhost:8000": "http://localhost:8000", "HTTPS://Example.ORG.": "https://example.org",
		"https://example.org:443": "https://example.org", "http://example.org:443": "http://example.org:443",
		"https://example.org:08443": "https://example.org:8443",
		"https://schüle.example":    "https://xn--schle-mva.example",
		"http://[::1]:8000":         "http://[::1]:8000", "https://[2001:DB8:0::1]": "https://[2001:db8::1]",
		"example.org": "", "": "", "ftp://example.org": "", "https://": "", "https://a@example.org": "",
		"https://example.org/tutorial/": "", "https://example.org?x": "", "https://example.org?": "", "https://example.org#x": "",
		"https://example.org:0": "", "https://example.org:99999": "", "https://example.org:": "", "https://example.org:x": "",
		"https://-": "", "https://a..b": "", "https://*.example": "", `https://a"b.example`: "", "https://a%22b.example": "",
		"https://a\u202eb.example": "", "https://999.1.1.1": "", "https://a b.example": "", "https://[fe80::1%25eth0]": "",
	} {
		got, err := Origin(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Origin(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestHost(t *testing.T) {
	for text, want := range map[string]string{
		"school.example": "school.example", "School.Example.": "school.example", "localhost": "localhost",
		"schüle.example": "xn--schle-mva.example", "192.168.1.7": "192.168.1.7", "::1": "::1",
		"": "", ".": "", "a..b": "", "a.example:8080": "", "https://a.example": "", "a.example/": "", " a.example": "",
		"*": "", "*.x": "", "[::1]": "", "1.2.3": "", "0x7f.1": "", "a_b.example": "", "-a.example": "",
	} {
		got, err := Host(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Host(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestPublicURL(t *testing.T) {
	for text, want := range map[string]Public{
		"https://school.example":          {"https://school.example", "/"},
		"https://School.example:443/go/":  {"https://school.example", "/go/"},
		"https://school.example:8443/a/b": {"https://school.example:8443", "/a/b/"},
		"school.example":                  {}, "": {}, "https://": {}, "https://a.example/?x": {}, "https://a.example/?": {}, "https:///go/": {}, "https://a.example/a//b": {}, "https://a.example/%2e%2e/": {},
	} {
		got, err := PublicURL(text)
		if (err == nil) != (want != Public{}) || err == nil && got != want {
			t.Errorf("PublicURL(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestOwnsHost(t *testing.T) {
	for text, want := range map[string]bool{
		"https://school.example": true, "https://[2001:db8::1]/": true, "https://school.example:443/": true,
		"https://school.example:8443": false, "https://school.example/go/": false, "http://school.example": false,
	} {
		if p, err := PublicURL(text); err != nil || p.OwnsHost() != want {
			t.Errorf("%s owns its host: %v, %v; want %v", text, p.OwnsHost(), err, want)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	for name, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "0.0.0.0": false, "::": false, "10.0.0.1": false, "localhost.example": false, "[::1]": false, "127.0.0.1:80": false,
	} {
		if got := IsLoopback(name); got != want {
			t.Errorf("IsLoopback(%q) = %v", name, got)
		}
	}
}
