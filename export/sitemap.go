package export

import (
	"bytes"
	"encoding/xml"

	"socketschool/web/course"
)

// sitemap lists the pages for search engines. The format requires whole
// addresses, so origin must not be empty.
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
