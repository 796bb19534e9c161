package exercise_test

import (
	"strings"
	"testing"

	"socketschool/exercise"
	"socketschool/lessons"
)

func TestFind(t *testing.T) {
	all := exercise.All([]lessons.Lesson{
		{Slug: "echo", Exercises: []lessons.Exercise{{Name: "shout"}, {Name: "count"}}},
		{Slug: "multi", Exercises: []lessons.Exercise{{Name: "count"}}},
	})
	for name, want := range map[string]string{"shout": "echo/shout", "echo/count": "echo/count", "multi/count": "multi/count"} {
		if e, err := exercise.Find(all, name); err != nil || e.FullName() != want {
			t.Errorf("Find(%q) = %s, %v", name, e.FullName(), err)
		}
	}
	for name, want := range map[string]string{
		"count": `several exercises: echo/count, multi/count`,
		"shut":  `no exercise "shut": perhaps echo/shout (`,
		"multi": `no exercise "multi": perhaps multi/count (`,
		"":      `no exercise "": perhaps echo/shout, echo/count, multi/count (`,
		"x":     `no exercise "x" (`,
	} {
		if _, err := exercise.Find(all, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Find(%q): %v, want %q", name, err, want)
		}
	}
}
