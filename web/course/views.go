package course

import (
	"github.com/a-h/templ"

	"socketschool/lessons"
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
			Theme:          s.asset("theme.js"),
			ThemeIntegrity: s.Static.Integrity("theme.js"),
			App:            s.asset("app.js"),
			AppIntegrity:   s.Static.Integrity("app.js"),
			Style:          s.asset("app.css"),
		},
	}
	if s.Offline != "" {
		f.Offline = s.Base + s.Offline
	}
	for _, font := range []string{"inter.woff2", "source-serif.woff2", "jetbrains-mono.woff2"} {
		if url := s.asset(font); url != "" {
			f.Assets.Preload = append(f.Assets.Preload, url)
		}
	}
	for i := range s.Lessons {
		link := s.link(i)
		link.Current = i == current
		f.Nav = append(f.Nav, *link)
	}
	return f
}

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
	if l.Server == "" {
		return 0
	}
	return l.Number
}

func (s Site) home() page.HomeView {
	v := page.HomeView{Frame: s.frame("Socket School",
		"Learn to write TCP servers in Go by talking to them: five lessons, each with a real server beside it.", -1)}
	v.Preview = s.preview("website", s.Base)
	for _, l := range s.Lessons {
		if v.Demo == nil && (s.Hosted || s.tab(false) != nil) && l.Server == "echo" {
			v.Demo = s.lab(l)
		}
		var sections []page.Link
		for _, part := range l.Sections {
			sections = append(sections, page.Link{Title: part.Title, Href: s.path(l.Slug) + "#" + part.ID})
		}
		v.Lessons = append(v.Lessons, page.Card{Sections: sections,
			Number: number(l), Slug: l.Slug, Title: l.Title, Summary: l.Summary,
			Href: s.path(l.Slug), Minutes: l.Minutes, Tries: tries(l),
		})
	}
	return v
}

func (s Site) lesson(i int) page.LessonView {
	l := s.Lessons[i]
	v := page.LessonView{
		Frame:  s.frame(l.Title, l.Summary, i),
		Number: number(l), Slug: l.Slug, Title: l.Title, Summary: l.Summary,
		Minutes: l.Minutes, Tries: tries(l),
		Body: templ.Raw(s.body(l)),
		Lab:  s.lab(l),
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
	server, ok := s.Servers[l.Server]
	if !ok {
		return nil
	}
	v := &page.LabView{
		Lesson: l.Server, Port: server.Port, Shared: s.Shared, TLS: server.TLS,
		Program: s.Program, Host: s.Hosted, Tab: s.tab(server.TLS),
	}
	for _, f := range l.Source {
		v.Source = append(v.Source, page.SourceFile{Name: f.Name, Body: templ.Raw(f.HTML)})
	}
	return v
}

// tab is what a tab runs a lab with, nil if that is not built. A server without
// TLS needs but half of the module.
func (s Site) tab(tls bool) *page.TabView {
	module := "tab.wasm"
	if tls {
		module = "tab-tls.wasm"
	}
	if s.asset("worker.js") == "" || s.asset(module) == "" {
		return nil
	}
	return &page.TabView{
		Worker:      s.asset("worker.js"),
		Module:      s.asset(module),
		ModuleBytes: s.Static.Size(module),
	}
}

func (s Site) problem(status int, heading, detail string) templ.Component {
	return page.Problem(page.ProblemView{
		Frame:  s.frame(heading, detail, -1),
		Status: status, Heading: heading, Detail: detail,
	})
}

func tries(l lessons.Lesson) []string {
	var ids []string
	for _, t := range l.Tries {
		ids = append(ids, t.ID)
	}
	return ids
}
