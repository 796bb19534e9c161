// Package course makes the site's pages from the lessons. Package web serves
// them beside its labs, and package export writes them into files; both configure
// where the pages lie and whether a host runs labs.
package course

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"socketschool/lessons"
	"socketschool/static"
	"socketschool/web/page"
)

// Site is the course at one place. Lessons, Static and Base are required.
type Site struct {
	Lessons []lessons.Lesson
	Static  *static.Files

	Base     string // path under which everything lies: "/", or "/tutorial/"
	Hosted   bool   // there is a host that runs labs; if not, each page is a folder of its own
	Builds   bool   // the host builds learners' own code
	Compiler bool   // learners can fetch the Go compiler for their tab, where the program has it
	Classes  bool   // learners can join a class
	Shared   bool   // every lab on the host gets a port of its own, not its lesson's
	Origin   string // "https://example.org", where it is known: others then get whole addresses

	Program string // page from which readers of a site without a host get the program; empty for none

	Policy  string // Content-Security-Policy to say in the page; empty where a header does
	Offline string // path of the service worker, below Base; empty for none
	Image   string // path of the picture that link previews show, below Base; empty for none
}

// Page is one of the site's pages.
type Page struct {
	Path      string
	Component templ.Component
}

// Pages are the home page and the lessons.
func (s Site) Pages() []Page {
	all := []Page{{s.Base, page.Home(s.home())}}
	for i, l := range s.Lessons {
		all = append(all, Page{s.path(l.Slug), page.Lesson(s.lesson(i))})
	}
	return all
}

// NotFound is the page for an address that has none.
func (s Site) NotFound() templ.Component {
	return s.problem(http.StatusNotFound, "There is no such page",
		"The address may be mistyped, or the page may have moved. All lessons are on the first page.")
}

// Failed is the page for a fault of the host.
func (s Site) Failed() templ.Component {
	return s.problem(http.StatusInternalServerError, "Something went wrong here",
		"This is a fault of the playground, not yours. Load the page again; if it comes back, restart the playground and look at its log.")
}

// path is where a lesson's page is. Files have it in a folder, whose address
// ends with a slash: without one, every web server would redirect first.
func (s Site) path(slug string) string {
	path := s.Base + "lessons/" + url.PathEscape(slug)
	if !s.Hosted {
		path += "/"
	}
	return path
}

// assetURL is the address of a bundle, "" if there is none.
func (s Site) assetURL(name string) string {
	below, ok := strings.CutPrefix(s.Static.URL(name), "/")
	if !ok {
		return ""
	}
	return s.Base + below
}

// lessonLink is how lessons point at each other in their Markdown.
var lessonLink = regexp.MustCompile(`href="/lessons/([a-z0-9-]+)`)

// terminalAside matches what needs a terminal. Package lessons writes no aside
// inside another.
var terminalAside = regexp.MustCompile(`(?s)<aside class="in-terminal">.*?</aside>\n?`)

// body is a lesson's prose for this site: without what needs a terminal where
// the server runs in the tab.
func (s Site) body(l lessons.Lesson) string {
	text := l.HTML
	if !s.Hosted {
		text = terminalAside.ReplaceAllString(text, "")
	}
	return s.rewriteLinks(text)
}

// rewriteLinks has the prose point at where this site has its lessons.
func (s Site) rewriteLinks(html string) string {
	return lessonLink.ReplaceAllStringFunc(html, func(found string) string {
		slug := lessonLink.FindStringSubmatch(found)[1]
		return `href="` + s.path(slug)
	})
}
