package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// The small words of the pages that take more than an expression to say.

const site = "Socket School"

func (f Frame) documentTitle() string {
	if f.Title == "" || f.Title == site {
		return site
	}
	return f.Title + " · " + site
}

// triesList is how a page's script is told the ids to count: ids hold no space.
func (c Card) triesList() string { return strings.Join(c.Tries, " ") }

// mark stands where the number does; a page outside the count has a dot.
func (c Card) mark() string {
	if c.Number == 0 {
		return "·"
	}
	return strconv.Itoa(c.Number)
}

// ownCard is the one lesson whose sections the bar counts on a lesson page.
func (v LessonView) ownCard() []Card {
	if len(v.Tries) == 0 {
		return nil
	}
	return []Card{{Slug: v.Slug, Tries: v.Tries}}
}

// command talks to the server from a terminal, as the lab shows it too.
func (l LabView) command() string {
	address := "127.0.0.1:" + strconv.Itoa(l.Port)
	if l.TLS {
		return "openssl s_client -connect " + address + " -quiet"
	}
	return "nc 127.0.0.1 " + strconv.Itoa(l.Port)
}

// labAttributes are what an element needs to run a lab.
func labAttributes(lab LabView) templ.Attributes {
	attrs := templ.Attributes{
		"data-lesson": lab.Lesson,
		"data-port":   strconv.Itoa(lab.Port),
	}
	if lab.Shared {
		attrs["data-port"] = "0"
		attrs["data-lesson-port"] = strconv.Itoa(lab.Port)
	}
	if lab.TLS {
		attrs["data-tls"] = true
	}
	if lab.Host {
		attrs["data-host"] = true
	}
	if lab.Tab != nil {
		attrs["data-worker"] = lab.Tab.Worker
		attrs["data-module"] = lab.Tab.Module
		attrs["data-module-bytes"] = strconv.FormatInt(lab.Tab.ModuleBytes, 10)
	}
	return attrs
}

// start is the card that a newcomer begins with: the first one.
func (v HomeView) start() *Card {
	if len(v.Lessons) == 0 {
		return nil
	}
	return &v.Lessons[0]
}
