package publish

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"socketschool/web/course"
)

var segment = regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)

// BasePath is the path under which a site lies, with a slash at both ends.
// Slashes that are missing are added.
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

// ParseOrigin is the scheme and host of a site: "https://example.org".
func ParseOrigin(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return "", fmt.Errorf("%q is no origin: it is something like https://example.org", text)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("an origin ends with the host, as in https://example.org: the path is --base-path")
	}
	return u.Scheme + "://" + u.Host, nil
}

// sitemap lists the pages for search engines.
func sitemap(origin string, pages []course.Page) []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, p := range pages {
		out.WriteString("  <url><loc>")
		_ = xml.EscapeText(&out, []byte(origin+p.Path))
		out.WriteString("</loc></url>\n")
	}
	out.WriteString("</urlset>\n")
	return out.Bytes()
}

func robots(sitemap string) []byte {
	return []byte("User-agent: *\nAllow: /\nSitemap: " + sitemap + "\n")
}
