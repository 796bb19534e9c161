package lessons

import (
	"strings"
	"testing"
	"testing/fstest"
)

// loadExercise loads a lesson with the exercises "shout" and "calm", of which the first
// has more in its front matter.
func loadExercise(more string) (Exercise, error) {
	fsys := fstest.MapFS{"01-demo/lesson.md": {Data: []byte(head + "## One\n\nText.\n")}}
	for name, front := range map[string]string{"shout": "number: 1\n" + more, "calm": "number: 2\n"} {
		folder := "01-demo/exercises/" + name + "/"
		for file, text := range map[string]string{
			"exercise.md":           "---\ntitle: T\nminutes: 5\ndifficulty: 1\nstarter: nothing came\n" + front + "---\n\nTask.\n\n## Hint\n\nOne.\n",
			"check.go":              "package checks\n\nvar Checks = []check.Check{{Name: \"answers\"}}\n",
			"starter/server.go":     "package demo\n",
			"solution/server.go":    "package demo\n",
			"alternatives/one.go":   "package demo\n",
			"alternatives/two.go":   "package demo\n",
			"mistakes/mute.go":      mistakeMark + "nothing came\npackage demo\n",
			"mistakes/deaf.go":      mistakeMark + "nothing came\npackage demo\n",
			"mistakes/slow.go":      mistakeMark + "nothing came\npackage demo\n",
			"mistakes/talkative.go": mistakeMark + "nothing came\npackage demo\n",
		} {
			fsys[folder+file] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	all, err := LoadFrom(fsys, demo)
	if err != nil {
		return Exercise{}, err
	}
	return all[0].Exercises[0], nil
}

func TestFormerName(t *testing.T) {
	for _, test := range []struct{ more, former, wrong string }{
		{"", "", ""},
		{"former: loud\n", "loud", ""},
		{"former: Loud One\n", "", `exercise.md:7: former is the name that the exercise's folder had, not "Loud One"`},
		{"former: calm\n", "", `former is "calm", and there is an exercise of that name`},
	} {
		e, err := loadExercise(test.more)
		switch {
		case test.wrong == "" && (err != nil || e.Former != test.former):
			t.Errorf("%q: former %q, error %v", test.more, e.Former, err)
		case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
			t.Errorf("%q: error %v, want %s", test.more, err, test.wrong)
		}
	}
}
