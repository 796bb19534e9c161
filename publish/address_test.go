package publish

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

func TestParseOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.org": "https://example.org", "https://example.org/": "https://example.org",
		"http://localhost:8000": "http://localhost:8000",
		"example.org":           "", "": "", "ftp://example.org": "", "https://": "", "https://a@example.org": "",
		"https://example.org/tutorial/": "", "https://example.org?x": "", "https://example.org#x": "",
	} {
		got, err := ParseOrigin(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseOrigin(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}
