package web

import "socketschool/web/course"

// renderPages makes every page ahead of time.
func (s *Site) renderPages() error {
	site := course.Site{
		Lessons: s.cfg.Lessons, Servers: make(map[string]course.Server), Static: s.cfg.Static,
		Base: s.cfg.Public.Base, Hosted: true, Shared: s.cfg.Shared,
	}
	for slug, p := range s.cfg.Programs {
		site.Servers[slug] = course.Server{Port: p.Port, TLS: p.TLS}
	}
	s.pages = make(map[string]*document)
	for _, p := range site.Pages() {
		doc, err := newDocument(p.Component)
		if err != nil {
			return err
		}
		s.pages[p.Path] = doc
	}
	var err error
	if s.gone, err = newDocument(site.NotFound()); err != nil {
		return err
	}
	s.sick, err = newDocument(site.Failed())
	return err
}
