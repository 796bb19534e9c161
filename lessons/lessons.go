// Package lessons turns the Markdown lessons into plain structs of ready HTML.
// What a lesson shows of its example server is taken out of the server's own
// source, so that what is shown is what runs. The package knows no HTTP.
package lessons

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed */lesson.md
var embedded embed.FS

// Lesson is one page of the course. HTML is trusted: it comes from our own
// Markdown, in which raw HTML is off.
type Lesson struct {
	Number   int    // the way through the course, from 1; 0 comes before it
	Slug     string // "echo"
	Title    string
	Short    string // title where room is short: "Echo"
	Summary  string // one sentence
	Server   string // slug of the example server; "" for an article
	Minutes  int    // about how long it takes
	HTML     string // the prose, a <section> for each heading
	Tries    []Try
	Sections []Section
	Source   []File // the server's whole source
}

// Section is a part of a lesson that can be linked to.
type Section struct {
	ID    string // "send-then-half-close"
	Title string // plain text
}

// Try is a conversation that the page can hold with the server.
type Try struct {
	ID    string // unique in its lesson: "try-send-the-two-pieces"
	Title string // of the button
	Steps string // a step a line; the page's conversation parser reads them
	Line  int    // in lesson.md, of the first step
}

// File is one highlighted source file.
type File struct {
	Name string
	HTML string
}

// Sources gives the Go files of an example server, or false if there is none
// of that name.
type Sources func(server string) (fs.FS, bool)

// Load renders the course's lessons.
func Load(sources Sources) ([]Lesson, error) { return LoadFrom(embedded, sources) }

// LoadFrom renders the lessons in fsys, a folder NN-slug with a lesson.md each,
// in order. The error names every fault found, as file:line: what is wrong.
func LoadFrom(fsys fs.FS, sources Sources) ([]Lesson, error) {
	files, err := fs.Glob(fsys, "*/lesson.md")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no lessons: there is no NN-slug/lesson.md")
	}
	var (
		all  []Lesson
		errs []error
	)
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		l, err := parse(name, text, sources)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, l)
	}
	if len(errs) == 0 {
		errs = append(errs, explainWords(all))
	}
	return all, errors.Join(errs...)
}

// parse renders one lesson.
func parse(name string, text []byte, sources Sources) (Lesson, error) {
	number, slug, err := splitFolder(name)
	if err != nil {
		return Lesson{}, err
	}
	head, body, err := splitFrontMatter(name, text)
	if err != nil {
		return Lesson{}, err
	}
	l := Lesson{Number: number, Slug: slug, Title: head.title, Short: head.short, Summary: head.summary,
		Server: head.server, Minutes: head.minutes}
	src := &source{}
	if l.Server != "" {
		fsys, ok := sources(l.Server)
		if !ok {
			return Lesson{}, fmt.Errorf("%s:%d: there is no example server %q", name, head.serverLine, l.Server)
		}
		if src, err = readSource(fsys); err != nil {
			return Lesson{}, fmt.Errorf("%s:%d: server %q: %w", name, head.serverLine, l.Server, err)
		}
		l.Source = src.render()
	}
	return l, render(&l, name, body, head.lines, src)
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
