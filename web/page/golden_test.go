package page

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "write what the components render to testdata")

var frame = Frame{
	Title:       "An echo server",
	Description: "Accept a connection, read what comes, write it back.",
	Home:        "/",
	Nav: []Link{
		{Kind: PartLink, Title: "First servers", Href: "/#part-1"},
		{Number: 1, Title: "Echo", Href: "/lessons/echo", Current: true},
		{Number: 2, Title: "Many clients", Href: "/lessons/multi"},
		{Kind: NeighbourLink, Title: "Best practices", Href: "/lessons/practices"},
	},
	Assets: Assets{
		Theme:          "/static/theme-1.js",
		ThemeIntegrity: "sha384-theme",
		App:            "/static/app-2.js",
		AppIntegrity:   "sha384-app",
		Style:          "/static/app-3.css",
		Preload:        []string{"/static/inter-4.woff2"},
	},
}

func lesson(lab *LabView) LessonView {
	return LessonView{
		Frame:   frame,
		Number:  1,
		Slug:    "echo",
		Title:   "An echo server",
		Summary: "Accept a connection, read what comes, write it back.",
		Minutes: 12,
		TryIts:  []string{"try-say-hello", "try-send-the-two-pieces"},
		Body:    templ.Raw(`<section id="one"><h2>One</h2><p>Prose.</p></section>`),
		Lab:     lab,
		Next:    &frame.Nav[2],
	}
}

func TestGolden(t *testing.T) {
	source := []SourceFile{{Name: "server.go", Body: templ.Raw(`<figure class="code" data-file="server.go"></figure>`)}}
	tab := &TabView{Worker: "/static/worker-5.js", Module: "/static/tab-6.wasm", ModuleBytes: 9350000}
	code := &CodeView{Panel: "/static/code-7.js", Editor: "/static/code-editor-8.js", Host: true, Builds: true}
	code.Compiler = &CompilerView{
		Worker: "/static/compiler-worker-9.js", Program: CompiledView{Slug: "secure", Port: 4043, TLS: true},
		Parts: []CompilerPart{{Name: "compile.wasm", URL: "/static/compile-10.wasm", Bytes: 36, Gzip: 8, Brotli: 5}},
	}
	exported := lesson(&LabView{Lesson: "echo", Port: 4040, Tab: tab, Source: source})
	exported.Home, exported.Offline, exported.Policy = "/tutorial/", "/tutorial/sw.js", "default-src 'none'"
	exported.Preview = &Preview{
		Kind: "article", URL: "https://example.org/tutorial/lessons/echo/", Canonical: true,
		Image: "https://example.org/tutorial/preview.png",
	}
	withExercises := lesson(&LabView{Lesson: "echo", Port: 4040, Host: true, Tab: tab, Code: code, Source: source})
	withExercises.ExercisesURL = "/lessons/echo/exercises.json"
	withExercises.Exercises = []ExerciseView{
		{Name: "shout", Former: "loud", Title: "Shout in <UTF-8>", Number: 1, Minutes: 15, Difficulty: "Write a part of it",
			Task: templ.Raw("<p>Task.</p>"), Hints: []templ.Component{templ.Raw("<p>One.</p>"), templ.Raw("<p>Two.</p>")}},
		{Name: "calm", Title: "Calm", Number: 2, Minutes: 5, Difficulty: "Change a line or two",
			Task: templ.Raw("<p>Task.</p>"), Hints: []templ.Component{templ.Raw("<p>One.</p>")}},
	}
	exported.Lab.Code = &CodeView{Panel: code.Panel, Editor: code.Editor}
	exported.Exercises, exported.ExercisesURL = withExercises.Exercises[:1], "/tutorial/lessons/echo/exercises.json"
	article := lesson(nil)
	article.TryIts, article.Prev, article.Next = nil, &frame.Nav[1], nil
	for name, component := range map[string]templ.Component{
		"home": Home(HomeView{Frame: frame, Demo: &LabView{Lesson: "echo", Port: 4040, Host: true, Tab: tab}, Titles: []LessonTitles{{
			Slug: "echo", Title: "An echo server", Href: "/lessons/echo", TryIts: map[string]string{"try-a": "Say <hello>"},
			Exercises: map[string]string{"shout": "Shout"}, Former: map[string]string{"loud": "shout"},
		}}, Parts: []PartView{{ID: "part-1", Title: "First servers", Summary: "The <first> ones.", Lessons: []Card{
			{Number: 1, Slug: "echo", Title: "An echo server", Summary: "Write it back.", Href: "/lessons/echo", Minutes: 12, TryIts: []string{"try-a", "try-b"},
				Sections:  []Link{{Title: "One", Href: "/lessons/echo#one"}},
				Exercises: []string{"shout|loud"}, ExerciseLinks: []ExerciseLink{{Link{Title: "Shout", Href: "/lessons/echo#exercise-shout"}, "shout", "/lessons/echo?view=code&exercise=shout"}}},
			{Slug: "practices", Title: "Best practices", Summary: "Five of <them>.", Href: "/lessons/practices", Minutes: 8},
		}}}}),
		"lesson":         Lesson(lesson(&LabView{Lesson: "echo", Port: 4040, Host: true, Source: source})),
		"lesson-tls":     Lesson(lesson(&LabView{Lesson: "secure", Port: 4043, TLS: true, Host: true, Tab: tab, Code: code, Source: source})),
		"lesson-static":  Lesson(exported),
		"exercises":      Lesson(withExercises),
		"lesson-article": Lesson(article),
		"problem":        Problem(ProblemView{Frame: frame, Status: 404, Heading: "There is no such page", Detail: "Go back & choose a lesson."}),
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := component.Render(context.Background(), &got); err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Join("testdata", name+".golden.html"), got.String())
		})
	}
}

// compare splits before each tag, so that a difference shows as a line.
func compare(t *testing.T, file, html string) {
	t.Helper()
	got := strings.ReplaceAll(html, "><", ">\n<") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wanted, lines := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(wanted), len(lines)) {
		w, g := at(wanted, i), at(lines, i)
		if w != g {
			t.Fatalf("%s:%d (run with -update if this is meant)\nwant %s\ngot  %s", file, i+1, w, g)
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
