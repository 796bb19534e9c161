// Package exercise brings the exercises of the lessons to a terminal: it finds them,
// writes each as a Go module, and builds what a learner has made of it.
package exercise

import (
	"fmt"
	"slices"
	"strings"

	"socketschool/lessons"
)

// Exercise is an exercise of a lesson.
type Exercise struct {
	lessons.Exercise
	Lesson lessons.Lesson
}

// FullName returns the lesson and the exercise: "echo/shout".
func (e Exercise) FullName() string { return e.Lesson.Slug + "/" + e.Name }

// All returns the exercises of the lessons, in order.
func All(course []lessons.Lesson) (all []Exercise) {
	for _, l := range course {
		for _, e := range l.Exercises {
			all = append(all, Exercise{e, l})
		}
	}
	return all
}

// Find returns the exercise with a name such as "shout" or "echo/shout". The error
// lists those that may be meant.
func Find(all []Exercise, name string) (Exercise, error) {
	var found []Exercise
	for _, e := range all {
		if e.FullName() == name {
			return e, nil
		}
		if e.Name == name {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Exercise{}, unknownError(all, name)
	}
	return Exercise{}, fmt.Errorf("%q is the name of several exercises: %s", name, names(found))
}

func unknownError(all []Exercise, name string) error {
	limit := len(name) / 2 // letters that differ
	near := slices.DeleteFunc(slices.Clone(all), func(e Exercise) bool {
		return !strings.Contains(e.FullName(), name) && distance(e.Name, name) > limit && distance(e.FullName(), name) > limit
	})
	if len(near) == 0 {
		return fmt.Errorf("there is no exercise %q (socketschool exercises lists them)", name)
	}
	return fmt.Errorf("there is no exercise %q: perhaps %s (socketschool exercises lists all)", name, names(near))
}

func names(all []Exercise) string {
	var list []string
	for _, e := range all {
		list = append(list, e.FullName())
	}
	return strings.Join(list, ", ")
}

// distance returns how many letters must be added, removed or replaced to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
