//go:build compilersyntax

package codetools

import (
	"errors"
	"go/types"
	"reflect"
	"strings"

	"socketschool/codetools/syntax"
	"socketschool/compile/recipe"
)

// parserPrefix stands before what go/parser alone reports: the compiler finds it when it
// checks types.
const parserPrefix = ""

// syntaxProblems returns what the compiler's own parser reports: faults of the syntax,
// of literals, and of labels and jumps.
func syntaxProblems(name, text string) []recipe.Problem {
	var problems []recipe.Problem
	report := func(err error) {
		if e, ok := errors.AsType[syntax.Error](err); ok {
			place := recipe.Problem{File: name, Line: int(e.Pos.Line()), Column: int(e.Pos.Col()), Message: e.Msg}
			problems = append(problems, place)
		}
	}
	base := syntax.NewFileBase(name)
	_, _ = syntax.Parse(base, strings.NewReader(text), report, nil, syntax.CheckBranches)
	return problems
}

// Error codes of go/types for labels and jumps: MisplacedBreak to MisplacedFallthrough
// and UndeclaredLabel to JumpIntoBlock (go.dev/src/internal/types/errors/codes.go).
const (
	misplacedBreak       = 110
	misplacedFallthrough = 112
	undeclaredLabel      = 119
	jumpIntoBlock        = 124
)

// isReported reports whether syntaxProblems has reported an error of go/types, in the
// compiler's words: it is about a label, a jump or the text of a literal.
func isReported(e types.Error) bool {
	code := reflect.ValueOf(e).FieldByName("go116code").Int()
	return misplacedBreak <= code && code <= misplacedFallthrough ||
		undeclaredLabel <= code && code <= jumpIntoBlock ||
		strings.HasPrefix(e.Msg, "malformed constant: ")
}
