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

// tryItIDs returns the ids that a page's script counts, separated by spaces.
func (c Card) tryItIDs() string { return strings.Join(c.TryIts, " ") }

// mark stands where the number does; a page outside the count has a dot.
func (c Card) mark() string {
	if c.Number == 0 {
		return "·"
	}
	return strconv.Itoa(c.Number)
}

// exerciseNames returns the names that a page's script counts, separated by spaces.
func (c Card) exerciseNames() string { return strings.Join(c.Exercises, " ") }

// StoredName returns the name of an exercise with its former one behind a bar.
func (e ExerciseView) StoredName() string {
	if e.Former == "" {
		return e.Name
	}
	return e.Name + "|" + e.Former
}

// StartHref opens the code view with the exercise, from the lesson's page.
func (e ExerciseView) StartHref() string { return "?view=code&exercise=" + e.Name }

// position is "Exercise 2 of 3".
func (v LessonView) position(e ExerciseView) string {
	return "Exercise " + strconv.Itoa(e.Number) + " of " + strconv.Itoa(len(v.Exercises))
}

// ownCard is the one lesson whose sections and exercises the bar counts on a lesson page.
func (v LessonView) ownCard() []Card {
	if len(v.TryIts)+len(v.Exercises) == 0 {
		return nil
	}
	card := Card{Slug: v.Slug, TryIts: v.TryIts}
	for _, e := range v.Exercises {
		card.Exercises = append(card.Exercises, e.StoredName())
	}
	return []Card{card}
}

// command talks to the server from a terminal, as the lab shows it too.
func (l LabView) command() string {
	address := "127.0.0.1:" + strconv.Itoa(l.Port)
	if l.TLS {
		return "openssl s_client -connect " + address + " -quiet"
	}
	return "nc 127.0.0.1 " + strconv.Itoa(l.Port)
}

// builds reports whether the page can build a learner's code.
func (l LabView) builds() bool { return l.Code != nil && (l.Code.Builds || l.Code.Compiler != nil) }

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
	if len(v.Parts) == 0 {
		return nil
	}
	return &v.Parts[0].Lessons[0]
}

// cards are all lessons, in their order.
func (v HomeView) cards() []Card {
	var all []Card
	for _, part := range v.Parts {
		all = append(all, part.Lessons...)
	}
	return all
}

// counted are the lessons in which a learner can have done something.
func counted(cards []Card) []Card {
	var some []Card
	for _, card := range cards {
		if len(card.TryIts)+len(card.Exercises) > 0 {
			some = append(some, card)
		}
	}
	return some
}
