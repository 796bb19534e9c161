package lessons

import (
	"strings"
	"testing"
	"testing/fstest"
)

// demoExercises returns a lesson with the exercises "shout" and "calm", of which the first
// has more in its front matter.
func demoExercises(more string) fstest.MapFS {
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
	return fsys
}

func TestFormerName(t *testing.T) {
	for _, test := range []struct{ more, former, wrong string }{
		{"", "", ""},
		{"former: loud\n", "loud", ""},
		{"former: Loud One\n", "", `exercise.md:7: former is the name that the exercise's folder had, not "Loud One"`},
		{"former: calm\n", "", `former is "calm", and there is an exercise of that name`},
	} {
		all, err := LoadFrom(demoExercises(test.more), demo)
		var e Exercise
		if err == nil {
			e = all[0].Exercises[0]
		}
		switch {
		case test.wrong == "" && (err != nil || e.Former != test.former):
			t.Errorf("%q: former %q, error %v", test.more, e.Former, err)
		case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
			t.Errorf("%q: error %v, want %s", test.more, err, test.wrong)
		}
	}
}

// TestRestOfTheSolution checks that a variant with the mark gets what it lacks from the
// solution, with the imports that are needed then.
func TestRestOfTheSolution(t *testing.T) {
	const solution = `package demo

import (
	"io"
	"strings"
)

// limit is one.
const limit = 1 // of them

type hub struct{}

// f is the solution's.
func (h *hub) f() { strings.ToUpper("") }

func g() { io.EOF.Error() }
`
	tests := []struct{ text, want, wrong string }{
		{"// Learner sees: x\n" + restMark + "package demo\n\nimport \"fmt\"\n\n// f is another.\nfunc (h *hub) f() { fmt.Println() }\n\nfunc f() {}\n",
			"// Learner sees: x\npackage demo\n\nimport (\n\t\"fmt\"\n\t\"io\"\n)\n\n// limit is one.\nconst limit = 1 // of them\n\ntype hub struct{}\n\n" +
				"// f is another.\nfunc (h *hub) f() { fmt.Println() }\n\nfunc g() { io.EOF.Error() }\n\nfunc f() {}\n", ""},
		{restMark + "package demo\n\nfunc f() {}\n", "", "demo.go:1: it changes none of the solution's declarations"},
	}
	for _, test := range tests {
		got, err := addRest("demo.go", test.text, solution)
		if got != test.want || (err == nil) != (test.wrong == "") || err != nil && err.Error() != test.wrong {
			t.Errorf("%v\n%s", err, got)
		}
	}
}

// TestAfter checks that an exercise after another one begins with its solution.
func TestAfter(t *testing.T) {
	for _, test := range []struct{ after, wrong string }{
		{"shout", ""},
		{"calm", `calm/exercise.md:1: after is "calm", and no exercise before it has that name`},
	} {
		fsys := demoExercises("")
		delete(fsys, "01-demo/exercises/calm/starter/server.go")
		text := fsys["01-demo/exercises/calm/exercise.md"]
		text.Data = []byte(strings.Replace(string(text.Data), "number: 2\n", "number: 2\nafter: "+test.after+"\n", 1))
		fsys["01-demo/exercises/shout/solution/server.go"].Data = []byte("package demo // solved\n")
		all, err := LoadFrom(fsys, demo)
		if test.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("%s: %v, want %s", test.after, err, test.wrong)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if e := all[0].Exercises[1]; e.Starter["server.go"] != "package demo // solved\n" || e.Variants()[0].Files["server.go"] != e.Starter["server.go"] {
			t.Errorf("its starter is %q", e.Starter)
		}
	}
}
