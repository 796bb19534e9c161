//go:build js

// Command builder builds a learner's program in a worker of the page, as package
// compile does on the host. It reads the program's files from request.json in its
// working folder, and has JavaScript run Go's compiler and linker, which see the same
// files. It writes module.wasm, or problems.json.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"syscall/js"

	"socketschool/compile/recipe"
)

// Names in the working folder.
const (
	requestFile  = "request.json"
	problemsFile = "problems.json"
	moduleFile   = "module.wasm"
)

// archivesFile lists the archives: for each set of build tags, separated by commas,
// the file of each by import path.
const archivesFile = "/archives/index.json"

type request struct {
	Program recipe.Program    `json:"program"`
	Files   map[string]string `json:"files"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "builder:", err)
		os.Exit(1)
	}
}

func run() error {
	var ask request
	var archives map[string]map[string]string
	err := cmp.Or(readJSON(requestFile, &ask), readJSON(archivesFile, &archives))
	if err != nil {
		return err
	}
	module, err := build(ask, archives[strings.Join(recipe.Tags(ask.Program), ",")])
	if problems, ok := errors.AsType[recipe.Problems](err); ok {
		text, err := json.Marshal(problems)
		return cmp.Or(err, os.WriteFile(problemsFile, text, 0o600))
	}
	return cmp.Or(err, os.WriteFile(moduleFile, module, 0o600))
}

func readJSON(file string, to any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}

// build returns the module. The error is recipe.Problems where the code is at fault.
func build(ask request, archives map[string]string) ([]byte, error) {
	if problems := recipe.Check(ask.Program, ask.Files); len(problems) > 0 {
		return nil, problems
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	plan := recipe.NewPlan(ask.Program, ask.Files, dir, archives)
	for name, text := range plan.Files {
		err := cmp.Or(os.MkdirAll(path.Dir(name), 0o700), os.WriteFile(name, []byte(text), 0o600))
		if err != nil {
			return nil, err
		}
	}
	for _, step := range plan.Steps {
		if output, ok := runStep(step); !ok {
			return nil, plan.Problems(output)
		}
	}
	module, err := os.ReadFile(plan.Module)
	if err != nil {
		return nil, err
	}
	return recipe.CapMemory(module, recipe.MaxPages)
}

// runStep has JavaScript run a tool. ok is false where its exit code is not 0.
func runStep(step recipe.Step) (output string, ok bool) {
	type result struct {
		code   int
		output string
	}
	ended := make(chan result, 1)
	end := js.FuncOf(func(_ js.Value, args []js.Value) any {
		ended <- result{args[0].Int(), args[1].String()}
		return nil
	})
	defer end.Release()
	var args []any
	for _, arg := range step.Args {
		args = append(args, arg)
	}
	js.Global().Call("socketschoolRunTool", step.Kind, step.Tool, args, end)
	r := <-ended
	return r.output, r.code == 0
}
