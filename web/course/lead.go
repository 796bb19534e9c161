package course

import (
	"strings"

	"socketschool/web/page"
)

// places is where an instructor can bring a class, and what they can ask it there.
func (s Site) places() []page.LessonPlaces {
	var all []page.LessonPlaces
	for _, l := range s.Lessons {
		path := strings.TrimPrefix(s.path(l.Slug), s.Base)
		lesson := page.LessonPlaces{Title: l.Title, Places: []page.Place{{Title: "The lesson from its beginning", Path: path}}}
		for _, section := range l.Sections {
			lesson.Places = append(lesson.Places, page.Place{Title: section.Title, Path: path + "#" + section.ID})
		}
		for _, e := range l.Exercises {
			exercise := page.Place{Title: "Exercise: " + e.Title, Path: path + "#exercise-" + e.Name}
			if s.opensCode(l) {
				exercise.Path = path + page.ExerciseView{Name: e.Name}.StartHref()
			}
			lesson.Places = append(lesson.Places, exercise)
		}
		for _, t := range l.TryIts {
			if t.Question != "" {
				lesson.Questions = append(lesson.Questions, page.Question{Path: path + "#" + t.ID, Text: t.Question, Choices: t.Choices})
			}
		}
		all = append(all, lesson)
	}
	return all
}

// PlaceTitle returns the title, with the lesson's, of a place that an instructor can bring
// a class to, by its path below Base.
func (s Site) PlaceTitle(path string) (title string, ok bool) {
	for _, lesson := range s.places() {
		for i, place := range lesson.Places {
			switch {
			case place.Path != path:
			case i == 0:
				return lesson.Title, true
			default:
				return lesson.Title + ": " + place.Title, true
			}
		}
	}
	return "", false
}

// Question returns the question of a Try it that an instructor can ask a class, and the
// lesson's title, by the Try it's path below Base.
func (s Site) Question(path string) (q page.Question, title string, ok bool) {
	for _, lesson := range s.places() {
		for _, q := range lesson.Questions {
			if q.Path == path {
				return q, lesson.Title, true
			}
		}
	}
	return page.Question{}, "", false
}
