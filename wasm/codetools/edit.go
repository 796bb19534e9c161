//go:build js

package main

import (
	"socketschool/codetools"
	"socketschool/codetools/stdlib"
	"socketschool/compile/recipe"
)

// editor are the tools for the code that is edited; open makes them.
var editor *codetools.Tools

func open(file []byte) error {
	library, err := stdlib.Decode(file)
	if err != nil {
		return err
	}
	editor = codetools.New(library)
	return nil
}

type checkRequest struct {
	Program recipe.Program    `json:"program"`
	Files   map[string]string `json:"files"`
}

type problem struct {
	recipe.Problem
	Fix *codetools.Fix `json:"fix,omitempty"`
}

func check(r checkRequest) []problem {
	problems := []problem{} // never null
	for _, p := range editor.Check(r.Program, r.Files) {
		problems = append(problems, problem{p, editor.Fix(r.Files, p)})
	}
	return problems
}

type formatRequest struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type formatResult struct {
	Text     string           `json:"text"`
	Problems []recipe.Problem `json:"problems,omitempty"` // then there is no text
}

func format(r formatRequest) formatResult {
	text, problems := codetools.Format(r.Name, r.Text)
	return formatResult{text, problems}
}

type completeRequest struct {
	Files  map[string]string `json:"files"`
	File   string            `json:"file"`
	Offset int               `json:"offset"` // in UTF-16 code units
}

func complete(r completeRequest) []codetools.Completion {
	return append([]codetools.Completion{}, editor.Complete(r.Files, r.File, r.Offset)...)
}
