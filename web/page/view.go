// Package page holds the site's pages as templ components. A component takes
// one view model and nothing else: it knows no lab, no lesson loader and no
// request. Package web fills the models and serves what comes out.
package page

import "github.com/a-h/templ"

// Frame is what every page shares: the document's head and the bar on top.
type Frame struct {
	Title       string // of the document, without the site's name
	Description string // for search engines and link previews; may be empty
	Home        string // address of the first page
	Nav         []Link
	Assets      Assets
	Preview     *Preview // nil for none
	Policy      string   // Content-Security-Policy; empty where a header brings it
	Offline     string   // address of the service worker; empty where there is none
}

// Preview is how others show a link to the page, in Open Graph's terms.
type Preview struct {
	Kind      string // "website" or "article"
	URL       string
	Canonical bool   // URL is whole, and the one by which the page wants to be known
	Image     string // address of a picture of 1200 by 630; empty for none
}

// Link is one lesson as the bar on top and the pager show it.
type Link struct {
	Number  int // 0 for a page outside the count, such as best practices
	Title   string
	Href    string
	Current bool
}

// Assets are the fingerprinted addresses of what the document loads.
type Assets struct {
	Theme          string   // script that picks the theme before the first paint
	ThemeIntegrity string   // its hash, as the integrity attribute has it
	App            string   // module with the custom elements
	AppIntegrity   string   // its hash
	Style          string   // stylesheet
	Preload        []string // fonts of the first screen
}

// HomeView is the way through the lessons.
type HomeView struct {
	Frame
	Demo    *LabView // the server of the first screen; nil for none
	Lessons []Card
}

// Card is a lesson on the home page.
type Card struct {
	Number   int
	Slug     string
	Title    string
	Summary  string
	Href     string
	Minutes  int
	Tries    []string // ids of its Try it blocks: the page counts those done
	Sections []Link   // Href leads to the section
}

// LessonView is a lesson with its lab, or, where Lab is nil, an article.
type LessonView struct {
	Frame
	Number  int
	Slug    string
	Title   string
	Summary string
	Minutes int
	Tries   []string
	Body    templ.Component // the prose, rendered from Markdown
	Lab     *LabView
	Prev    *Link
	Next    *Link
}

// LabView is the instrument beside the prose.
type LabView struct {
	Lesson  string // what POST /api/labs is given
	Port    int    // the lesson's own port, 4040 for echo
	Shared  bool   // labs get ports of their own instead
	TLS     bool   // the server speaks TLS: the bridge is the TLS client
	Program string // page from which readers get the program; empty for none
	Host    bool   // there is a host that runs labs
	Tab     *TabView
	Source  []SourceFile
}

// TabView is what a tab needs to run the lab itself; nil where it cannot.
type TabView struct {
	Worker      string // address of the worker's script
	Module      string // address of the WebAssembly module
	ModuleBytes int64  // of the module, uncompressed
}

// SourceFile is a whole file of the example server, highlighted.
type SourceFile struct {
	Name string
	Body templ.Component
}

// ProblemView is an error page.
type ProblemView struct {
	Frame
	Status  int
	Heading string // what happened
	Detail  string // what to do about it
}
