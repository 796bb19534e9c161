package exercise

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"

	"socketschool"
)

//go:embed template/*.tmpl
var templateFiles embed.FS

var templates = template.Must(template.New("").
	Funcs(template.FuncMap{"inc": func(i int) int { return i + 1 }}).
	ParseFS(templateFiles, "template/*.tmpl"))

// goVersion is that of go.mod: the least that runs what is written.
const goVersion = "1.26"

// The parts of a module: the folder with what is ours, and the file in it that says
// which exercise it is.
const (
	ownFolder = "socketschool"
	infoFile  = ownFolder + "/exercise.json"
)

// info is the content of infoFile.
type info struct {
	Exercise string `json:"exercise"` // "echo/shout"
}

// Write writes the exercise as a module into a folder, which must be new, or hold
// nothing but a repository of Git.
func Write(e Exercise, dir string) error {
	files, err := e.files()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := entry.Name(); name != ".git" {
			return fmt.Errorf("%s is not empty, it has %s: give another folder, as in socketschool start %s DIR, or empty this one (.git may stay)", dir, name, e.FullName())
		}
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// ReadAnswer returns the learner's files in a module's folder, whose exercise must be the
// one that e goes on from.
func ReadAnswer(e Exercise, dir string) (map[string]string, error) {
	if e.After == "" {
		return nil, fmt.Errorf("%s goes on from no other exercise: leave --from out", e.FullName())
	}
	name, err := NameOf(dir)
	if err != nil {
		return nil, err
	}
	if want := e.Lesson.Slug + "/" + e.After; name != want {
		return nil, fmt.Errorf("%s goes on from %s, and %s has %s", e.FullName(), want, dir, name)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	answer := make(map[string]string)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		answer[filepath.Base(path)] = string(text)
	}
	return answer, nil
}

// files returns the files of the module, by path.
func (e Exercise) files() (map[string]string, error) {
	program := e.Lesson.Program
	talk := fmt.Sprintf("nc 127.0.0.1 %d", program.Port)
	if program.TLS {
		talk = fmt.Sprintf("openssl s_client -connect 127.0.0.1:%d -quiet", program.Port)
	}
	data := map[string]any{
		"Package": program.Slug, "Port": program.Port, "TLS": program.TLS, "Go": goVersion,
		"Title": e.Title, "Task": e.Task, "Hints": e.HintTexts, "Talk": talk,
	}
	files := make(map[string]string)
	for name, source := range map[string]string{
		"go.mod":                   "go.mod.tmpl",
		"README.md":                "README.md.tmpl",
		"server_test.go":           "server_test.go.tmpl",
		"cmd/serve/main.go":        "serve.go.tmpl",
		ownFolder + "/run/main.go": "run.go.tmpl",
	} {
		var text strings.Builder
		if err := templates.ExecuteTemplate(&text, source, data); err != nil {
			return nil, err
		}
		files[name] = text.String()
	}
	for name, text := range e.Starter {
		files[name] = text
	}
	about, err := json.Marshal(info{e.FullName()})
	if err != nil {
		return nil, err
	}
	files[infoFile] = string(about) + "\n"
	files[ownFolder+"/go.mod"] = "module socketschool\n\ngo " + goVersion + "\n"
	files[ownFolder+"/checks/check.go"] = e.CheckFile
	return files, addPackages(files, ownFolder+"/checks", ownFolder+"/run", "check/checktest")
}

// addPackages adds the packages of ours that those in some folders import, and what
// these import. "check/checktest" stands for what the test imports.
func addPackages(files map[string]string, roots ...string) error {
	var todo []string
	for name, text := range files {
		for _, root := range roots {
			if path.Dir(name) == root {
				todo = append(todo, ownImports(text)...)
			}
		}
	}
	todo = append(todo, "check/checktest")
	done := map[string]bool{"checks": true}
	for len(todo) > 0 {
		pkg := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if done[pkg] {
			continue
		}
		done[pkg] = true
		sources, err := readPackage(pkg)
		if err != nil {
			return err
		}
		for name, text := range sources {
			files[ownFolder+"/"+pkg+"/"+name] = text
			todo = append(todo, ownImports(text)...)
		}
	}
	return nil
}

// readPackage returns the Go files of a package of ours, without its tests.
func readPackage(pkg string) (map[string]string, error) {
	for _, fsys := range []embed.FS{socketschool.CheckSources, socketschool.TabSources} {
		entries, err := fsys.ReadDir(pkg)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		sources := make(map[string]string)
		for _, entry := range entries {
			if name := entry.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
				text, err := fsys.ReadFile(pkg + "/" + name)
				if err != nil {
					return nil, err
				}
				sources[name] = string(text)
			}
		}
		if len(sources) > 0 {
			return sources, nil
		}
	}
	return nil, fmt.Errorf("the source of package %s is not embedded: sources.go", pkg)
}

// ownImports returns the packages of ours that a file imports, without the module.
func ownImports(text string) (own []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
	if err != nil {
		return nil // the build will say so
	}
	for _, spec := range file.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil {
			if pkg, ok := strings.CutPrefix(name, "socketschool/"); ok {
				own = append(own, pkg)
			}
		}
	}
	return own
}

// NameOf returns the full name of the exercise in a module's folder.
func NameOf(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(infoFile)))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no exercise in %s: socketschool start NAME writes one", dir)
	}
	if err != nil {
		return "", err
	}
	var about info
	if err := json.Unmarshal(text, &about); err != nil || about.Exercise == "" {
		return "", fmt.Errorf("%s does not name an exercise: write it again with socketschool start", filepath.Join(dir, infoFile))
	}
	return about.Exercise, nil
}

// ProgressPath returns where a module's folder has what was done of its exercise.
func ProgressPath(dir string) string { return filepath.Join(dir, ownFolder, "progress.json") }
