package web

import (
	"net/http"

	"github.com/a-h/templ"

	"socketschool/lessons"
	"socketschool/web/page"
)

// renderPages makes every page ahead of time.
func (s *Site) renderPages() error {
	components := map[string]templ.Component{"/{$}": page.Home(s.homeView())}
	for i, l := range s.cfg.Lessons {
		components[lessonPath(l.Slug)] = page.Lesson(s.lessonView(i))
	}
	s.pages = make(map[string]*document)
	for path, c := range components {
		doc, err := newDocument(c)
		if err != nil {
			return err
		}
		s.pages[path] = doc
	}
	var err error
	if s.gone, err = newDocument(s.problemPage(http.StatusNotFound, "There is no such page",
		"The address may be mistyped, or the page may have moved. All lessons are on the first page.")); err != nil {
		return err
	}
	s.sick, err = newDocument(s.problemPage(http.StatusInternalServerError, "Something went wrong here",
		"This is a fault of the playground, not yours. Load the page again; if it comes back, restart the playground and look at its log."))
	return err
}

func (s *Site) problemPage(status int, heading, detail string) templ.Component {
	return page.Problem(page.ProblemView{
		Frame:  s.frame(heading, "", -1),
		Status: status, Heading: heading, Detail: detail,
	})
}

// frame is the common part of a page; current is the lesson shown, or -1.
func (s *Site) frame(title, description string, current int) page.Frame {
	f := page.Frame{
		Title:       title,
		Description: description,
		Assets: page.Assets{
			Theme: s.cfg.Static.URL("theme.js"),
			App:   s.cfg.Static.URL("app.js"),
			Style: s.cfg.Static.URL("app.css"),
		},
	}
	for _, font := range []string{"inter.woff2", "source-serif.woff2", "jetbrains-mono.woff2"} {
		if url := s.cfg.Static.URL(font); url != "" {
			f.Assets.Preload = append(f.Assets.Preload, url)
		}
	}
	for i := range s.cfg.Lessons {
		link := s.link(i)
		link.Current = i == current
		f.Nav = append(f.Nav, *link)
	}
	return f
}

// link is a lesson as others point to it. An article stands outside the count.
func (s *Site) link(i int) *page.Link {
	l := s.cfg.Lessons[i]
	return &page.Link{Number: number(l), Title: l.Short, Href: lessonPath(l.Slug)}
}

func number(l lessons.Lesson) int {
	if l.Server == "" {
		return 0
	}
	return l.Number
}

func (s *Site) homeView() page.HomeView {
	v := page.HomeView{Frame: s.frame("Socket School",
		"Learn to write TCP servers in Go by talking to them: five lessons, each with a real server beside it.", -1)}
	for _, l := range s.cfg.Lessons {
		v.Lessons = append(v.Lessons, page.Card{
			Number: number(l), Slug: l.Slug, Title: l.Title, Summary: l.Summary,
			Href: lessonPath(l.Slug), Minutes: l.Minutes, Tries: tries(l),
		})
	}
	return v
}

func (s *Site) lessonView(i int) page.LessonView {
	l := s.cfg.Lessons[i]
	v := page.LessonView{
		Frame:  s.frame(l.Title, l.Summary, i),
		Number: number(l), Slug: l.Slug, Title: l.Title, Summary: l.Summary,
		Minutes: l.Minutes, Tries: tries(l),
		Body: templ.Raw(l.HTML),
	}
	if p, ok := s.cfg.Programs[l.Server]; ok {
		v.Lab = &page.LabView{Lesson: l.Server, Port: p.Port, TLS: p.TLS, Host: true, Tab: s.tab(p.TLS)}
		for _, f := range l.Source {
			v.Lab.Source = append(v.Lab.Source, page.SourceFile{Name: f.Name, Body: templ.Raw(f.HTML)})
		}
	}
	if i > 0 {
		v.Prev = s.link(i - 1)
	}
	if i+1 < len(s.cfg.Lessons) {
		v.Next = s.link(i + 1)
	}
	return v
}

// tab is what a tab runs a lab with, nil if that is not built. A server without
// TLS needs but half of the module.
func (s *Site) tab(tls bool) *page.TabView {
	files, module := s.cfg.Static, "tab.wasm"
	if tls {
		module = "tab-tls.wasm"
	}
	if files.URL("worker.js") == "" || files.URL(module) == "" {
		return nil
	}
	return &page.TabView{Worker: files.URL("worker.js"), Module: files.URL(module), ModuleBytes: files.Size(module)}
}

func tries(l lessons.Lesson) []string {
	var ids []string
	for _, t := range l.Tries {
		ids = append(ids, t.ID)
	}
	return ids
}
