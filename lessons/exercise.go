package lessons

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An exercise has at least so many of each.
const (
	minHints        = 1
	minAlternatives = 2 // with the solution three different right ones
	minMistakes     = 4
)

// Exercise is a task at the end of a lesson: docs/exercises.md.
type Exercise struct {
	Name       string // of its folder, unique in the lesson: "shout"
	Former     string // name under which learners' progress may be stored; may be empty
	After      string // name of the exercise whose solution it begins with; may be empty
	Title      string
	Number     int // order in the lesson, from 1
	Minutes    int
	Difficulty int // 1: change a line; 2: write a part; 3: write it from nothing
	TaskHTML   string
	Task       string            // Markdown
	Hints      []string          // HTML, in the order in which they are opened
	HintTexts  []string          // Markdown
	Checks     []string          // names of the checks
	CheckFile  string            // check.go
	Starter    map[string]string // files of the program, text by base name
	Solution   map[string]string

	variants []Variant
}

// Variant is a whole program for an exercise, with what its checks must report.
type Variant struct {
	Name  string            // "starter", "solution", or of its file: "mistakes/half-characters"
	Files map[string]string // text by base name
	Sees  string            // in the cause that the learner sees; "" if all checks must pass
}

// Variants returns the starter, the solution, the alternatives and the mistakes.
func (e Exercise) Variants() []Variant { return e.variants }

// mistakeMark begins the first line of a mistake. The rest of the line is in the cause
// that the learner sees.
const mistakeMark = "// Learner sees: "

var exerciseName = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// readExercises returns the exercises in a lesson's folder, in their order. The error
// names every fault, as file:line: what is wrong.
func readExercises(fsys fs.FS, lesson string, p Program) ([]Exercise, error) {
	folders, err := fs.Glob(fsys, lesson+"/exercises/*")
	if err != nil {
		return nil, err
	}
	var (
		all  []Exercise
		errs []error
	)
	for _, folder := range folders {
		e, err := readExercise(fsys, folder, p)
		errs = append(errs, err)
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Exercise) int { return cmp.Or(a.Number-b.Number, strings.Compare(a.Name, b.Name)) })
	for i, e := range all {
		if e.After != "" && errors.Join(errs...) == nil {
			former := slices.IndexFunc(all[:i], func(other Exercise) bool { return other.Name == e.After })
			if former < 0 {
				errs = append(errs, fmt.Errorf("%s/exercises/%s/exercise.md:1: after is %q, and no exercise before it has that name", lesson, e.Name, e.After))
				continue
			}
			all[i].Starter = all[former].Solution
			all[i].variants[0].Files = all[i].Starter
		}
		if e.Number != i+1 && errors.Join(errs...) == nil {
			errs = append(errs, fmt.Errorf("%s/exercises/%s/exercise.md:1: number is %d, and it is exercise %d in order", lesson, e.Name, e.Number, i+1))
		}
		if e.Former != "" && slices.ContainsFunc(all, func(other Exercise) bool { return other.Name == e.Former }) {
			errs = append(errs, fmt.Errorf("%s/exercises/%s/exercise.md:1: former is %q, and there is an exercise of that name", lesson, e.Name, e.Former))
		}
	}
	return all, errors.Join(errs...)
}

func readExercise(fsys fs.FS, folder string, p Program) (Exercise, error) {
	e := Exercise{Name: path.Base(folder)}
	if !exerciseName.MatchString(e.Name) {
		return e, fmt.Errorf("%s: an exercise's folder has small letters, digits and single hyphens", folder)
	}
	starterSees, err := e.readText(fsys, folder+"/exercise.md")
	if err != nil {
		return e, err
	}
	if err := e.readChecks(fsys, folder+"/check.go"); err != nil {
		return e, err
	}
	if e.After == "" { // else readExercises gives it one
		if e.Starter, err = readProgram(fsys, folder+"/starter", p.Slug); err != nil {
			return e, err
		}
	} else if _, err := fs.Stat(fsys, folder+"/starter"); err == nil {
		return e, fmt.Errorf("%s: its starter is the solution of %q: remove the folder, or the key after", folder+"/starter", e.After)
	}
	if e.Solution, err = readProgram(fsys, folder+"/solution", p.Slug); err != nil {
		return e, err
	}
	e.variants = []Variant{{"starter", e.Starter, starterSees}, {"solution", e.Solution, ""}}
	for kind, least := range map[string]int{"alternatives": minAlternatives, "mistakes": minMistakes} {
		found, err := readVariants(fsys, folder, kind, p.Slug, e.Solution["server.go"])
		if err != nil {
			return e, err
		}
		if len(found) < least {
			return e, fmt.Errorf("%s/%s: there are %d files, and at least %d are needed", folder, kind, len(found), least)
		}
		e.variants = append(e.variants, found...)
	}
	slices.SortStableFunc(e.variants[2:], func(a, b Variant) int { return strings.Compare(a.Name, b.Name) })
	return e, nil
}

// readText reads exercise.md: the front matter, the task, and a hint below each heading
// "Hint". It returns what the learner sees of the starter.
func (e *Exercise) readText(fsys fs.FS, name string) (starterSees string, err error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", fmt.Errorf("%s:1: the exercise has no exercise.md", path.Dir(name))
	}
	head, body, lines, err := splitKeys(name, text, []string{"title", "number", "minutes", "difficulty", "starter"}, "former", "after")
	if err != nil {
		return "", err
	}
	e.Title = head["title"].value
	if e.Former = head["former"].value; e.Former != "" && !exerciseName.MatchString(e.Former) {
		return "", fmt.Errorf("%s:%d: former is the name that the exercise's folder had, not %q", name, head["former"].line, e.Former)
	}
	e.After = head["after"].value
	for key, field := range map[string]struct {
		to  *int
		max int
	}{"number": {&e.Number, 99}, "minutes": {&e.Minutes, 600}, "difficulty": {&e.Difficulty, 3}} {
		n, err := strconv.Atoi(head[key].value)
		if err != nil || n < 1 || n > field.max {
			return "", fmt.Errorf("%s:%d: %s must be a whole number from 1 to %d, not %q", name, head[key].line, key, field.max, head[key].value)
		}
		*field.to = n
	}
	parts := splitHints(body)
	if len(parts)-1 < minHints {
		return "", fmt.Errorf("%s:%d: the exercise has no hint: a heading \"## Hint\" begins one", name, lines+1)
	}
	for i, part := range parts {
		html, err := renderFragment(name, part.text, lines+part.line)
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(part.text) == "" {
			return "", fmt.Errorf("%s:%d: the task or a hint is empty", name, lines+part.line+1)
		}
		if text := strings.TrimSpace(part.text); i == 0 {
			e.TaskHTML, e.Task = html, text
		} else {
			e.Hints, e.HintTexts = append(e.Hints, html), append(e.HintTexts, text)
		}
	}
	return head["starter"].value, nil
}

type part struct {
	text string
	line int // lines before it
}

// splitHints splits at the headings "## Hint". The first part is the task.
func splitHints(body string) []part {
	parts := []part{{}}
	for i, line := range strings.SplitAfter(body, "\n") {
		if strings.TrimSpace(line) == "## Hint" {
			parts = append(parts, part{line: i + 1})
			continue
		}
		parts[len(parts)-1].text += line
	}
	return parts
}

// readChecks reads check.go and the names of its checks.
func (e *Exercise) readChecks(fsys fs.FS, name string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("%s:1: the exercise has no check.go", path.Dir(name))
	}
	e.CheckFile = string(text)
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if file.Name.Name != "checks" {
		return fmt.Errorf("%s:%d: package %s; a check.go is in package checks", name, fset.Position(file.Name.Pos()).Line, file.Name.Name)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		field, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, isName := field.Key.(*ast.Ident)
		value, isText := field.Value.(*ast.BasicLit)
		if isName && isText && key.Name == "Name" {
			if text, err := strconv.Unquote(value.Value); err == nil {
				e.Checks = append(e.Checks, text)
			}
		}
		return true
	})
	if len(e.Checks) == 0 {
		return fmt.Errorf("%s:1: it has no check: var Checks = []check.Check{{Name: \"…\", Run: func(t *check.T) {…}}}", name)
	}
	return nil
}

// readProgram reads the Go files of a folder, which are in package slug.
func readProgram(fsys fs.FS, folder, slug string) (map[string]string, error) {
	names, err := fs.Glob(fsys, folder+"/*.go")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: it has no Go files", folder)
	}
	files := make(map[string]string)
	for _, name := range names {
		text, err := readGo(fsys, name, slug)
		if err != nil {
			return nil, err
		}
		files[path.Base(name)] = text
	}
	return files, nil
}

// readVariants reads the files of a folder, each of which is a whole program, or has
// restMark and what it changes of solution.
func readVariants(fsys fs.FS, folder, kind, slug, solution string) ([]Variant, error) {
	names, err := fs.Glob(fsys, folder+"/"+kind+"/*.go")
	if err != nil {
		return nil, err
	}
	var found []Variant
	for _, name := range names {
		text, err := readGo(fsys, name, slug)
		if err != nil {
			return nil, err
		}
		if strings.Contains(text, restMark) {
			if text, err = addRest(name, text, solution); err != nil {
				return nil, err
			}
		}
		v := Variant{Name: kind + "/" + strings.TrimSuffix(path.Base(name), ".go"), Files: map[string]string{"server.go": text}}
		if kind == "mistakes" {
			first, _, _ := strings.Cut(text, "\n")
			sees, ok := strings.CutPrefix(first, mistakeMark)
			if v.Sees = strings.TrimSpace(sees); !ok || v.Sees == "" {
				return nil, fmt.Errorf("%s:1: the first line must be %q and a part of the cause that the learner sees", name, mistakeMark)
			}
		}
		found = append(found, v)
	}
	return found, nil
}

// readGo reads a Go file of package slug.
func readGo(fsys fs.FS, name, slug string) (string, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	if file.Name.Name != slug {
		return "", fmt.Errorf("%s:%d: package %s; the programs of this lesson are in package %s", name, fset.Position(file.Name.Pos()).Line, file.Name.Name, slug)
	}
	return string(text), nil
}
