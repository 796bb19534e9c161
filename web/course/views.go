package course

import (
	"strconv"

	"github.com/a-h/templ"

	"socketschool/lessons"
	"socketschool/static"
	"socketschool/web/page"
)

// frame is the common part of a page; current is the lesson shown, or -1.
func (s Site) frame(title, description string, current int) page.Frame {
	f := page.Frame{
		Title:       title,
		Description: description,
		Home:        s.Base,
		Policy:      s.Policy,
		Assets: page.Assets{
			Theme:          s.assetURL("early-settings.js"),
			ThemeIntegrity: s.Static.Integrity("early-settings.js"),
			App:            s.assetURL("app.js"),
			AppIntegrity:   s.Static.Integrity("app.js"),
			Style:          s.assetURL("app.css"),
		},
	}
	f.Class = s.Classes
	if s.Offline != "" {
		f.Offline = s.Base + s.Offline
	}
	for _, font := range []string{"inter.woff2", "source-serif.woff2", "jetbrains-mono.woff2"} {
		if url := s.assetURL(font); url != "" {
			f.Assets.Preload = append(f.Assets.Preload, url)
		}
	}
	f.Nav = s.nav(current)
	return f
}

// nav is the bar's way through the course: the current part with its lessons and its
// neighbours, and each other part as one link. A part of one page is that page.
func (s Site) nav(current int) []page.Link {
	var links []page.Link
	for first := 0; first < len(s.Lessons); {
		part, end := s.Lessons[first].Part(), s.partEnd(first)
		if end > first+1 {
			links = append(links, page.Link{Kind: page.PartLink, Title: part.Title, Href: s.Base + "#" + partID(part)})
		}
		for i := first; i < end; i++ {
			link := s.link(i)
			link.Current = i == current
			switch {
			case end == first+1 || current >= first && current < end:
			case current >= 0 && (i == current-1 || i == current+1):
				link.Kind = page.NeighbourLink
			default:
				continue
			}
			links = append(links, *link)
		}
		first = end
	}
	return links
}

// partEnd is the index behind the last lesson of the part in which lesson i is.
func (s Site) partEnd(i int) int {
	part := s.Lessons[i].Part()
	for i < len(s.Lessons) && s.Lessons[i].Part() == part {
		i++
	}
	return i
}

func partID(p lessons.Part) string { return "part-" + strconv.Itoa(p.Number) }

// preview is what others show of a page; the host's pages are for its learners
// alone.
func (s Site) preview(kind, path string) *page.Preview {
	if s.Hosted {
		return nil
	}
	p := &page.Preview{Kind: kind, URL: s.Origin + path, Canonical: s.Origin != ""}
	if s.Image != "" {
		p.Image = s.Origin + s.Base + s.Image
	}
	return p
}

// link is a lesson as others point to it. An article stands outside the count.
func (s Site) link(i int) *page.Link {
	l := s.Lessons[i]
	return &page.Link{Number: number(l), Title: l.Short, Href: s.path(l.Slug)}
}

func number(l lessons.Lesson) int {
	if l.IsArticle() {
		return 0
	}
	return l.Number
}

// demoLesson is the slug of the lesson whose server the home page lets visitors
// try.
const demoLesson = "echo"

func (s Site) home() page.HomeView {
	v := page.HomeView{Frame: s.frame("Socket School",
		"Learn to write TCP servers in Go by talking to them: lessons with a real server beside each.", -1)}
	v.Preview = s.preview("website", s.Base)
	for i, l := range s.Lessons {
		if l.Slug == demoLesson && (s.Hosted || s.tab(*l.Program) != nil) {
			v.Demo = s.lab(l)
		}
		card := page.Card{
			Number: number(l), Slug: l.Slug, Title: l.Title, Summary: l.Summary,
			Href: s.path(l.Slug), Minutes: l.Minutes, TryIts: tryItIDs(l),
		}
		for _, part := range l.Sections {
			card.Sections = append(card.Sections, page.Link{Title: part.Title, Href: s.path(l.Slug) + "#" + part.ID})
		}
		for _, e := range s.exerciseViews(l) {
			card.Exercises = append(card.Exercises, e.StoredName())
			link := page.ExerciseLink{Link: page.Link{Title: e.Title, Href: s.path(l.Slug) + "#exercise-" + e.Name}, Name: e.Name}
			if s.opensCode(l) {
				link.Start = s.path(l.Slug) + e.StartHref()
			}
			card.ExerciseLinks = append(card.ExerciseLinks, link)
		}
		if part := l.Part(); i == 0 || part != s.Lessons[i-1].Part() {
			v.Parts = append(v.Parts, page.PartView{ID: partID(part), Title: part.Title, Summary: part.Summary})
		}
		part := &v.Parts[len(v.Parts)-1]
		part.Lessons = append(part.Lessons, card)
		if len(l.TryIts)+len(l.Exercises) > 0 {
			v.Titles = append(v.Titles, s.titles(l))
		}
	}
	return v
}

// titles names what a learner can have done of a lesson.
func (s Site) titles(l lessons.Lesson) page.LessonTitles {
	t := page.LessonTitles{
		Slug: l.Slug, Title: l.Title, Href: s.path(l.Slug),
		TryIts: make(map[string]string), Exercises: make(map[string]string), Former: make(map[string]string),
	}
	for _, try := range l.TryIts {
		t.TryIts[try.ID] = try.Title
		if try.FormerID != "" {
			t.Former[try.FormerID] = try.ID
		}
	}
	for _, e := range l.Exercises {
		t.Exercises[e.Name] = e.Title
		if e.Former != "" {
			t.Former[e.Former] = e.Name
		}
	}
	return t
}

func (s Site) lesson(i int) page.LessonView {
	l := s.Lessons[i]
	v := page.LessonView{
		Frame:  s.frame(l.Title, l.Summary, i),
		Number: number(l), Slug: l.Slug, Title: l.Title, Summary: l.Summary,
		Minutes: l.Minutes, TryIts: tryItIDs(l),
		Body: templ.Raw(s.body(l)),
		Lab:  s.lab(l),

		Exercises: s.exerciseViews(l), ExercisesURL: s.exercisesPath(l.Slug),
	}
	v.Preview = s.preview("article", s.path(l.Slug))
	if i > 0 {
		v.Prev = s.link(i - 1)
	}
	if i+1 < len(s.Lessons) {
		v.Next = s.link(i + 1)
	}
	return v
}

// lab is nil for an article.
func (s Site) lab(l lessons.Lesson) *page.LabView {
	if l.Program == nil {
		return nil
	}
	v := &page.LabView{
		Lesson: l.Program.Slug, Port: l.Program.Port, Shared: s.Shared, TLS: l.Program.TLS,
		Program: s.Program, Host: s.Hosted, Tab: s.tab(*l.Program),
	}
	v.Code = s.code(v.Tab)
	if v.Code != nil {
		v.Code.Compiler = s.compiler(*l.Program)
		v.Code.Tools = s.codeTools(*l.Program)
	}
	for _, f := range l.Source {
		v.Source = append(v.Source, page.SourceFile{Name: f.Name, Body: templ.Raw(f.HTML)})
	}
	return v
}

// tab is what a tab runs a program's lab with, nil if that is not built. A server
// without package crypto needs but half of the module.
func (s Site) tab(p lessons.Program) *page.TabView {
	module := "tab.wasm"
	if p.UsesCrypto() {
		module = "tab-tls.wasm"
	}
	if s.assetURL("worker.js") == "" || s.assetURL(module) == "" {
		return nil
	}
	return &page.TabView{
		Worker:      s.assetURL("worker.js"),
		Module:      s.assetURL(module),
		ModuleBytes: s.Static.Size(module),
	}
}

// code is nil where no tab runs what a learner's code is built to.
func (s Site) code(tab *page.TabView) *page.CodeView {
	if tab == nil || s.assetURL("code.js") == "" {
		return nil
	}
	return &page.CodeView{
		Panel: s.assetURL("code.js"), Editor: s.assetURL("code-editor.js"), Host: s.Hosted, Builds: s.Builds,
	}
}

// opensCode reports whether the page of a lesson opens its code.
func (s Site) opensCode(l lessons.Lesson) bool {
	return l.Program != nil && s.code(s.tab(*l.Program)) != nil
}

// codeTools is nil where the build has none.
func (s Site) codeTools(p lessons.Program) *page.ToolsView {
	const module = "codetools.wasm"
	v := &page.ToolsView{
		Worker:      s.assetURL("code-tools-worker.js"),
		Module:      s.assetURL(module),
		ModuleBytes: s.Static.Size(module),
		Library:     s.assetURL("stdlib.bin"),
		Program:     page.CompiledView{Slug: p.Slug, Port: p.Port, TLS: p.TLS},
	}
	if v.Worker == "" || v.Module == "" || v.Library == "" {
		return nil
	}
	return v
}

func (s Site) hasCompiler() bool { return s.Compiler && s.Static.HasCompiler() }

// compiler is nil where the site has no compiler for the tab.
func (s Site) compiler(p lessons.Program) *page.CompilerView {
	if !s.hasCompiler() {
		return nil
	}
	v := &page.CompilerView{
		Worker:  s.assetURL(static.CompilerWorker),
		Program: page.CompiledView{Slug: p.Slug, Port: p.Port, TLS: p.TLS},
	}
	for _, name := range static.CompilerParts {
		part := page.CompilerPart{Name: name, URL: s.assetURL(name), Bytes: s.Static.Size(name)}
		part.Gzip, part.Brotli = s.Static.CompressedSize(name)
		if !s.Hosted {
			part.Brotli = 0 // not every web server sends it
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

func (s Site) problem(status int, heading, detail string) templ.Component {
	return page.Problem(page.ProblemView{
		Frame:  s.frame(heading, detail, -1),
		Status: status, Heading: heading, Detail: detail,
	})
}

// tryItIDs returns the ids of a lesson's Try its, each with a former id behind a
// bar. static/lab/progress.js reads them.
func tryItIDs(l lessons.Lesson) []string {
	var ids []string
	for _, t := range l.TryIts {
		id := t.ID
		if t.FormerID != "" {
			id += "|" + t.FormerID
		}
		ids = append(ids, id)
	}
	return ids
}
