package lessons

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Part is a stretch of the course.
type Part struct {
	Number  int // from 1
	Title   string
	Summary string // one sentence
}

// numberedPart is a part with the number of its last lesson.
type numberedPart struct {
	last int
	Part
}

// parts are the course's parts in order. A lesson is in the first one whose last number
// its own does not exceed.
var parts = []numberedPart{
	{5, Part{1, "First servers", "Five servers, from an echo to one with limits: accept, read, write, and end well."}},
	{10, Part{2, "Good practice", "What keeps a server alive for years: a habit in each lesson, with a server that needs it."}},
	{12, Part{3, "Further", "Protocols and programs of your own."}},
	{math.MaxInt, Part{4, "To look up", "What the lessons assume that you can find again."}},
}

// Part returns the part of the course in which the lesson is.
func (l Lesson) Part() Part {
	i := slices.IndexFunc(parts, func(p numberedPart) bool { return l.Number <= p.last })
	return parts[i].Part
}

// sortLessons puts lessons in the order of their numbers, an article before the lesson
// of its number. It returns an error if two lessons, not articles, have one number.
func sortLessons(all []Lesson) error {
	slices.SortStableFunc(all, func(a, b Lesson) int {
		return cmp.Or(a.Number-b.Number, boolToInt(b.IsArticle())-boolToInt(a.IsArticle()))
	})
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if a.Number == b.Number && !a.IsArticle() && !b.IsArticle() {
			return fmt.Errorf("%s and %s are both lesson %d: give one folder another number", a.Slug, b.Slug, a.Number)
		}
	}
	return nil
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
