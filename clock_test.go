package socketschool

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// wallClock names the functions and methods of package time that drop the
// monotonic reading, or make a time without one.
var wallClock = []string{"UTC", "Local", "In", "Round", "Truncate", "AddDate", "Unix", "UnixMilli", "UnixMicro", "UnixNano", "Date", "Parse"}

// shownTimes are the files that may use them, with the reason.
var shownTimes = map[string]string{
	"lab/event/log.go":           "an event's time of day is shown, and nothing is computed from it",
	"lab/trace/direction.go":     "an event's deadline is shown; the real one is the connection's",
	"protocol/closestate.go":     "a deadline that has expired at any time of day",
	"lab/authority/authority.go": "a certificate names times of day",
	"lab/lab.go":                 "Info tells when the lab began; its age is computed from the monotonic time",
	"web/classexport.go":         "the times of the exported file are shown, and nothing is computed from them",
}

// TestMonotonicTime: a step of the wall clock must not end connections or labs.
// Time spans are differences of times with a monotonic reading, so the packages
// that compute them do not drop it.
func TestMonotonicTime(t *testing.T) {
	used := map[string]bool{}
	for _, dir := range []string{"bridge", "lab", "protocol", "web"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			for _, at := range wallClockCalls(file) {
				path := filepath.ToSlash(path)
				used[path] = true
				if _, ok := shownTimes[path]; !ok {
					t.Errorf("%s: drops the monotonic reading", set.Position(at))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for path := range shownTimes {
		if !used[path] {
			t.Errorf("%s no longer needs its exception", path)
		}
	}
}

// wallClockCalls finds calls by name in a file that imports package time. Calls
// of other packages' functions do not count.
func wallClockCalls(file *ast.File) (at []token.Pos) {
	packages := map[string]bool{}
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		packages[path[strings.LastIndex(path, "/")+1:]] = true
	}
	if !packages["time"] {
		return nil
	}
	delete(packages, "time")
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := f.X.(*ast.Ident); ok && packages[of.Name] {
			return true
		}
		for _, name := range wallClock {
			if f.Sel.Name == name {
				at = append(at, call.Pos())
			}
		}
		return true
	})
	return at
}
