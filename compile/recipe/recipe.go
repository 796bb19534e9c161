// Package recipe is what the host's builder and the tab's builder share: which files
// of a learner are acceptable, the program around them, the runs of Go's compiler and
// linker that make a module of both, and what their output means.
//
// It starts no process and reads no file. A builder checks the files (Check), makes a
// Plan, writes its files, runs its steps, passes the output of a step that fails to
// Plan.Problems, and passes the linked module to CapMemory.
package recipe

import (
	"fmt"
	"strings"
	"text/template"
)

const (
	// MaxSource bounds the source of a program, in bytes of all its files.
	MaxSource = 64 << 10

	// MaxFiles bounds the number of files of a program.
	MaxFiles = 16
)

// Program describes the program that a learner's files replace.
type Program struct {
	Slug string `json:"slug"` // names the program and its package: "echo"
	Port int    `json:"port"` // TCP port that it listens on
	TLS  bool   `json:"tls"`  // its clients must speak TLS

	// Checks is the check.go of an exercise, or empty. The module then runs the checks
	// as well.
	Checks string `json:"checks,omitempty"`
}

// Path returns the import path of the program's package. A learner's version has the
// same one, so that its lines are attributed in the same way.
func (p Program) Path() string { return "socketschool/server/" + p.Slug }

// Problem is one fault in a learner's code. Line and Column count from 1, Column in
// bytes; they are 0 where no place in the file is known. File is empty where no file
// is known.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// Problems are why a program does not build. There is at least one.
type Problems []Problem

// Error returns the first problem with its place, and the number of the others.
func (p Problems) Error() string {
	first := p[0].Message
	if p[0].File != "" {
		first = fmt.Sprintf("%s:%d:%d: %s", p[0].File, p[0].Line, p[0].Column, first)
	}
	if len(p) > 1 {
		return fmt.Sprintf("%s (and %d more)", first, len(p)-1)
	}
	return first
}

// mainTemplate is the program around the learner's package. Only the line of
// program.Serve can be at fault.
var mainTemplate = template.Must(template.New("main.go").Parse(`package main

import (
	"socketschool/lab"
	{{- if .Checks}}
	"socketschool/checks"
	"socketschool/wasm/checker"
	{{- else}}
	"socketschool/wasm/worker"
	{{- end}}

	program "{{.Path}}"
)

func main() {
	{{if .Checks}}checker.Run(checks.Checks, {{else}}worker.Run({{end}}lab.Program{
		Slug: {{printf "%q" .Slug}},
		Port: {{.Port}},
		TLS:  {{.TLS}},

		Serve: program.Serve,

		Sources: lab.Files{
			{{- range $name, $text := .Files}}
			{{printf "%q" $name}}: {{printf "%q" $text}},
			{{- end}}
		},
	})
}
`))

// mainImports are the packages that the main imports beside the learner's and the
// checks, and checkImports those that the checks may import beside the allowed ones.
var (
	mainImports  = []string{"runtime", "socketschool/lab", "socketschool/wasm/worker", "socketschool/wasm/checker"}
	checkImports = []string{"socketschool/check", "socketschool/check/secure"}
)

// mainSource returns the source of the main package. It holds the files' text: with it
// a deferred call is attributed to its defer statement.
func mainSource(p Program, files map[string]string) string {
	var source strings.Builder
	err := mainTemplate.Execute(&source, struct {
		Program
		Files map[string]string
	}{p, files})
	if err != nil {
		panic(err) // the template is fixed
	}
	return source.String()
}
