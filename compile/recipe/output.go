package recipe

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

const (
	maxProblems = 20
	maxMessage  = 2000 // bytes

	tooMuchMemory = "the program needs too much memory to build"
)

// TooMuchMemory is the answer where a tool was ended for the memory it took.
var TooMuchMemory = Problems{{Message: tooMuchMemory}}

var positioned = regexp.MustCompile(`^(\S+\.go):(\d+)(?::(\d+))?: (.*)$`)

// ownPlace is a place in the learner's files within a message.
var ownPlace = regexp.MustCompile(`\b` + sourceDir + `/([^\s/]+\.go:\d)`)

// Problems makes problems of what a step that failed has printed, in the tool's own
// words. It returns at least one. The folder of the build does not occur in them.
func (plan *Plan) Problems(output string) Problems {
	if hasNoMemory(output) {
		return TooMuchMemory // the rest is the tool's stack
	}
	var problems Problems
	output = strings.ReplaceAll(output, plan.dir+"/", "")
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		last := len(problems) - 1
		found := positioned.FindStringSubmatch(line)
		switch {
		case line == "" || strings.HasPrefix(line, "# ") || strings.HasSuffix(line, ": too many errors"):
		case strings.HasPrefix(line, "\t") && last >= 0:
			if text := problems[last].Message + "\n" + withoutFolder(line); len(text) <= maxMessage {
				problems[last].Message = text
			}
		case len(problems) == maxProblems:
			return problems
		case found != nil && path.Base(found[1]) == path.Base(mainFile) && !plan.isOwn(found[1]):
			return Problems{plan.serveProblem(found[4])}
		case found != nil:
			problems = append(problems, plan.positionedProblem(found, line))
		default:
			problems = append(problems, Problem{Message: cut(line)})
		}
	}
	if len(problems) == 0 {
		return Problems{{Message: "the program does not build, and Go's tools give no reason"}}
	}
	return problems
}

// hasNoMemory reports whether a tool has ended for want of memory. Go's runtime does not
// check each allocation of its own: it may end by a fault of its own code instead, which
// names a signal first. A fault of the tool's code is a panic.
func hasNoMemory(output string) bool {
	return strings.Contains(output, "out of memory") || strings.Contains(output, "cannot allocate memory") ||
		strings.HasPrefix(output, "SIGSEGV: ") || strings.Contains(output, "unexpected signal during runtime execution")
}

// isOwn reports whether a path is of the learner's files. The compiler's back end names
// them as -trimpath has them.
func (plan *Plan) isOwn(file string) bool {
	dir := path.Dir(file)
	return dir == sourceDir || dir == plan.program.Path()
}

// tooLarge is the message for a package variable beyond 2 GB. Its place is the end of
// some function.
var tooLarge = regexp.MustCompile(`^(\w+): symbol too large`)

// positionedProblem makes a problem of a line's parts. A place outside the learner's
// files becomes part of the message.
func (plan *Plan) positionedProblem(found []string, line string) Problem {
	if !plan.isOwn(found[1]) {
		return Problem{Message: cut(line)}
	}
	message := strings.ReplaceAll(found[4], plan.program.Path()+".", "")
	if match := tooLarge.FindStringSubmatch(message); match != nil {
		if name, at, ok := find(plan.sources, match[1]); ok {
			return Problem{name, at.Line, at.Column, cut(message)}
		}
	}
	at, _ := strconv.Atoi(found[2])
	column, _ := strconv.Atoi(found[3])
	return Problem{path.Base(found[1]), at, max(1, column), cut(withoutFolder(message))}
}

// withoutFolder writes the places in a message as the learner knows the files.
func withoutFolder(message string) string { return ownPlace.ReplaceAllString(message, "$1") }

func cut(message string) string {
	if len(message) > maxMessage {
		message = message[:maxMessage] + "…"
	}
	return strings.ToValidUTF8(message, "?")
}
