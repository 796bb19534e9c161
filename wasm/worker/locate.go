//go:build js

package worker

import (
	"strconv"
	"syscall/js"

	"socketschool/lab"
)

// locate sets socketschoolPlace to the file and the line of the first counter, in
// hexadecimal, that lies in the program's package. The counters are from the stack of
// another instance of this module, innermost first: one that has exited, or that a
// recursion has ended, and so can find no line itself.
func locate(program lab.Program, words []string) {
	var counters []uintptr
	for _, word := range words {
		if pc, err := strconv.ParseUint(word, 16, 32); err == nil {
			counters = append(counters, uintptr(pc))
		}
	}
	if source := lab.Locate(program, counters); source != nil {
		js.Global().Set("socketschoolPlace", map[string]any{"file": source.File, "line": source.Line})
	}
}
