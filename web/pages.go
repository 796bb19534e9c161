package web

import "socketschool/web/course"

// renderPages makes every page ahead of time.
func (s *Site) renderPages() error {
	s.course = course.Site{
		Lessons: s.cfg.Lessons, Static: s.cfg.Static,
		Base: s.cfg.Public.Base, Hosted: true, Shared: s.cfg.Shared,
		Builds: s.cfg.Compiler != nil, Compiler: true, Classes: s.cfg.Class != nil,
	}
	site := s.course
	s.pages = make(map[string]*renderedPage)
	for _, p := range site.Pages() {
		doc, err := renderPage(p.Component)
		if err != nil {
			return err
		}
		s.pages[p.Path] = doc
	}
	documents, err := site.Documents()
	if err != nil {
		return err
	}
	for _, d := range documents {
		if s.pages[d.Path], err = renderDocument("application/json", d.Content); err != nil {
			return err
		}
	}
	if s.notFoundPage, err = renderPage(site.NotFound()); err != nil {
		return err
	}
	s.errorPage, err = renderPage(site.Failed())
	return err
}
