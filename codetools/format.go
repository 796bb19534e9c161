package codetools

import (
	"errors"
	"go/format"
	"go/scanner"

	"socketschool/compile/recipe"
)

// Format returns a file as gofmt formats it, or the problems of its syntax.
func Format(name, text string) (string, []recipe.Problem) {
	formatted, err := format.Source([]byte(text))
	if err == nil {
		return string(formatted), nil
	}
	if problems := syntaxProblems(name, text); len(problems) > 0 {
		return "", sorted(problems)
	}
	list, ok := errors.AsType[scanner.ErrorList](err)
	if !ok {
		return "", []recipe.Problem{{File: name, Message: err.Error()}}
	}
	for _, e := range list {
		e.Pos.Filename = name
	}
	return "", sorted(fromScanner(list))
}
