package course

import (
	"encoding/json"

	"github.com/a-h/templ"

	"socketschool/lessons"
	"socketschool/web/page"
)

// Document is a file beside the pages.
type Document struct {
	Path    string
	Content []byte // JSON
}

// exercise is what a page loads when a learner starts an exercise.
type exercise struct {
	Title     string            `json:"title"`
	Checks    []string          `json:"checks"` // names
	Starter   map[string]string `json:"starter"`
	Solution  map[string]string `json:"solution"`
	CheckFile string            `json:"checkFile"`       // source, for the tab's builder
	After     string            `json:"after,omitempty"` // name of the one whose solution is the starter
}

// Documents are the files that pages load: the exercises of each lesson that has some.
func (s Site) Documents() ([]Document, error) {
	var all []Document
	for _, l := range s.Lessons {
		if len(l.Exercises) == 0 {
			continue
		}
		exercises := make(map[string]exercise)
		for _, e := range l.Exercises {
			exercises[e.Name] = exercise{e.Title, e.Checks, e.Starter, e.Solution, e.CheckFile, e.After}
		}
		content, err := json.Marshal(exercises)
		if err != nil {
			return nil, err
		}
		all = append(all, Document{s.exercisesPath(l.Slug), content})
	}
	return all, nil
}

// exercisesPath is where the exercises of a lesson are.
func (s Site) exercisesPath(slug string) string {
	return s.Base + "lessons/" + slug + "/exercises.json"
}

// difficulties are the words for an exercise's difficulty, from 1.
var difficulties = [...]string{"Change a line or two", "Write a part of it", "Write it from nothing"}

// exerciseViews are a lesson's exercises as their cards show them.
func (s Site) exerciseViews(l lessons.Lesson) []page.ExerciseView {
	var views []page.ExerciseView
	for _, e := range l.Exercises {
		v := page.ExerciseView{
			Name: e.Name, Former: e.Former, Title: e.Title, Number: e.Number, Minutes: e.Minutes,
			Difficulty: difficulties[e.Difficulty-1],
			Task:       templ.Raw(s.rewriteLinks(e.TaskHTML)),
		}
		for _, hint := range e.Hints {
			v.Hints = append(v.Hints, templ.Raw(s.rewriteLinks(hint)))
		}
		views = append(views, v)
	}
	return views
}
