// Package lessons turns the Markdown lessons into plain structs of ready HTML.
// What a lesson shows of its example server is taken out of the server's own
// source, so that what is shown is what runs. The package knows no HTTP.
package lessons

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed */lesson.md */naive/*/*.go */client/*.go
//go:embed */exercises/*/exercise.md */exercises/*/*.go */exercises/*/*/*.go
var embedded embed.FS

// Lesson is one page of the course. HTML is trusted: it comes from our own
// Markdown, in which raw HTML is off.
type Lesson struct {
	Number   int    // the way through the course, from 1; an article has that of the lesson behind it
	Slug     string // "echo"
	Title    string
	Short    string   // title where room is short: "Echo"
	Summary  string   // one sentence
	Program  *Program // the server beside it; nil for an article without one
	Minutes  int      // about how long it takes
	HTML     string   // the prose, a <section> for each heading
	TryIts   []TryIt
	Sections []Section
	Source   []File // the server's whole source, then main.go and go.mod around it

	Exercises []Exercise
}

// Section is a part of a lesson that can be linked to.
type Section struct {
	ID    string // "send-then-half-close"
	Title string // plain text
}

// TryIt is a conversation that the page can hold with the server.
type TryIt struct {
	ID       string // unique in its lesson: "try-send-the-two-pieces"
	FormerID string // the ID that its title would give it; empty if that is ID
	Title    string // of the button
	Steps    string // a step a line; the page's conversation parser reads them
	Line     int    // in lesson.md, of the first step

	Question string   // that the learner answers first, in plain text; empty for none
	Choices  []string // its answers to choose from, in plain text; nil for one's own words
}

// File is one highlighted source file.
type File struct {
	Name string
	HTML string
}

// Program describes the example server of a lesson.
type Program struct {
	Slug    string
	Port    int   // TCP port
	TLS     bool  // its clients must speak TLS
	Sources fs.FS // its Go files, at the root
}

// IsArticle reports whether the page has no server of its own to teach. It may have that of
// a lesson.
func (l Lesson) IsArticle() bool { return l.Program == nil || l.Program.Slug != l.Slug }

// UsesCrypto reports whether a file imports a package below crypto, such as crypto/tls.
func (p Program) UsesCrypto() bool {
	files, err := fs.Glob(p.Sources, "*.go")
	if err != nil {
		panic(err) // a bad pattern
	}
	return slices.ContainsFunc(files, func(name string) bool {
		text, err := fs.ReadFile(p.Sources, name)
		return err == nil && bytes.Contains(text, []byte(`"crypto/`))
	})
}

// Programs returns the example server with a slug, or false if there is none.
type Programs func(slug string) (Program, bool)

// Load renders the course's lessons.
func Load(programs Programs) ([]Lesson, error) { return LoadFrom(embedded, programs) }

// LoadFrom renders the lessons in fsys, a folder NN-slug with a lesson.md each,
// in order. The error names every fault found, as file:line: what is wrong.
func LoadFrom(fsys fs.FS, programs Programs) ([]Lesson, error) {
	files, err := fs.Glob(fsys, "*/lesson.md")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no lessons: there is no NN-slug/lesson.md")
	}
	all := make([]Lesson, len(files))
	errs := make([]error, len(files))
	var parsing sync.WaitGroup
	for i, name := range files {
		parsing.Go(func() { all[i], errs[i] = parse(fsys, name, programs) })
	}
	parsing.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return all, errors.Join(sortLessons(all), explainWords(all))
}

// parse renders one lesson.
func parse(fsys fs.FS, name string, programs Programs) (Lesson, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Lesson{}, err
	}
	number, slug, err := splitFolder(name)
	if err != nil {
		return Lesson{}, err
	}
	head, body, err := splitFrontMatter(name, text)
	if err != nil {
		return Lesson{}, err
	}
	l := Lesson{Number: number, Slug: slug, Title: head.title, Short: head.short, Summary: head.summary,
		Minutes: head.minutes}
	files := lessonFiles{src: &source{}}
	if files.folder, err = fs.Sub(fsys, path.Dir(name)); err != nil {
		return Lesson{}, err
	}
	if head.server != "" {
		p, ok := programs(head.server)
		if !ok {
			return Lesson{}, fmt.Errorf("%s:%d: there is no example server %q", name, head.serverLine, head.server)
		}
		l.Program = &p
		if files.src, err = readSource(p.Sources); err == nil {
			err = files.src.addComplete(p)
		}
		if err != nil {
			return Lesson{}, fmt.Errorf("%s:%d: server %q: %w", name, head.serverLine, p.Slug, err)
		}
		l.Source = files.src.render()
		if l.Exercises, err = readExercises(fsys, path.Dir(name), p); err != nil {
			return Lesson{}, err
		}
		if files.naive, err = readNaive(fsys, path.Dir(name), p.Sources); err != nil {
			return Lesson{}, err
		}
	}
	return l, render(&l, name, body, head.lines, files)
}

// splitFolder reads "01-echo/lesson.md".
func splitFolder(name string) (number int, slug string, err error) {
	folder := path.Dir(name)
	digits, slug, ok := strings.Cut(folder, "-")
	number, numErr := strconv.Atoi(digits)
	if !ok || slug == "" || numErr != nil || number < 0 {
		return 0, "", fmt.Errorf("%s: the folder must be called NN-slug, such as 01-echo", name)
	}
	return number, slug, nil
}
