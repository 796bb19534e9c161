// Package page holds the site's pages as templ components. A component takes
// one view model and nothing else: it knows no lab, no lesson loader and no
// request. Package web/course fills the models; web and export write the HTML.
package page

import "github.com/a-h/templ"

// Frame holds what all pages share: the document's head and the bar on top.
type Frame struct {
	Title       string // of the document, without the site's name
	Description string // for search engines and link previews; may be empty
	Home        string // address of the first page
	Nav         []Link
	Assets      Assets
	Preview     *Preview // nil for none
	Policy      string   // Content-Security-Policy; empty where a header brings it
	Class       bool     // learners can join a class here
	Offline     string   // address of the service worker; empty where there is none
}

// Preview is how others show a link to the page, in Open Graph's terms.
type Preview struct {
	Kind      string // "website" or "article"
	URL       string
	Canonical bool   // URL is whole, and the one by which the page wants to be known
	Image     string // address of a picture of 1200 by 630; empty for none
}

// LinkKind says what a link of the bar stands for.
type LinkKind int

// The kinds of links in the bar.
const (
	LessonLink    LinkKind = iota
	PartLink               // a whole part of the course
	NeighbourLink          // a lesson of another part, shown where only neighbours have room
)

// Link is one lesson, or one part, as the bar on top and the pager show it.
type Link struct {
	Kind    LinkKind
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
	Demo   *LabView // the server of the first screen; nil for none
	Parts  []PartView
	Titles []LessonTitles // for the list of what a learner has done
}

// PartView is a part of the course on the home page.
type PartView struct {
	ID      string // of its heading
	Title   string
	Summary string
	Lessons []Card
}

// LessonTitles names what a learner can have done of a lesson, as static/lab takes it.
type LessonTitles struct {
	Slug      string            `json:"slug"`
	Title     string            `json:"title"`
	Href      string            `json:"href"`
	TryIts    map[string]string `json:"tryIts"`           // title by id
	Exercises map[string]string `json:"exercises"`        // title by name
	Former    map[string]string `json:"former,omitempty"` // id or name of today by former one
}

// Card is a lesson on the home page.
type Card struct {
	Number   int
	Slug     string
	Title    string
	Summary  string
	Href     string
	Minutes  int
	TryIts   []string // ids of its Try it blocks: the page counts those done
	Sections []Link   // Href leads to the section

	Exercises     []string // names, as TryIts has ids
	ExerciseLinks []ExerciseLink
}

// ExerciseLink is an exercise on a lesson's card. Href leads to the exercise's card.
type ExerciseLink struct {
	Link
	Name  string
	Start string // address that opens its code; empty where no page can
}

// LessonView is a lesson with its lab, or, where Lab is nil, an article.
type LessonView struct {
	Frame
	Number  int
	Slug    string
	Title   string
	Summary string
	Minutes int
	TryIts  []string
	Body    templ.Component // the prose, rendered from Markdown
	Lab     *LabView
	Prev    *Link
	Next    *Link

	Exercises    []ExerciseView
	ExercisesURL string // of the file with starters and checks
}

// ExerciseView is an exercise as its card shows it.
type ExerciseView struct {
	Name       string
	Former     string // name under which progress may be stored; may be empty
	Title      string
	Number     int
	Minutes    int
	Difficulty string // in words
	Task       templ.Component
	Hints      []templ.Component
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
	Code    *CodeView
	Source  []SourceFile
}

// TabView is what a tab needs to run the lab itself; nil where it cannot.
type TabView struct {
	Worker      string // address of the worker's script
	Module      string // address of the WebAssembly module
	ModuleBytes int64  // of the module, uncompressed
}

// CodeView is what a page loads when a learner opens the program's code to change
// it; nil where no tab can run it.
type CodeView struct {
	Panel  string // address of the script
	Editor string // address of the editor's script, which is larger
	Host   bool   // there is a host
	Builds bool   // the host builds a learner's code

	Compiler *CompilerView
	Tools    *ToolsView
}

// ToolsView is what a page needs to check code while it is typed, as WorkerCodeTools
// (static/code-tools) takes it; nil where it cannot.
type ToolsView struct {
	Worker      string       `json:"workerURL"`
	Module      string       `json:"moduleURL"`
	ModuleBytes int64        `json:"moduleBytes"` // uncompressed
	Library     string       `json:"libraryURL"`
	Program     CompiledView `json:"program"`
}

// CompilerView is what a tab needs to build a learner's code itself, as TabBuilder
// (static/transport/tab) takes it; nil where it cannot.
type CompilerView struct {
	Worker  string         `json:"workerURL"`
	Program CompiledView   `json:"program"`
	Parts   []CompilerPart `json:"parts"` // in the order in which they are fetched
}

// CompiledView is the program whose code is built.
type CompiledView struct {
	Slug string `json:"slug"`
	Port int    `json:"port"`
	TLS  bool   `json:"tls"`
}

// CompilerPart is a file of the compiler. Brotli is 0 where it does not come so.
type CompilerPart struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	Bytes  int64  `json:"bytes"`
	Gzip   int64  `json:"gzip"`
	Brotli int64  `json:"brotli,omitempty"`
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
