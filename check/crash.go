package check

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"socketschool/lab/event"
)

// Crash is why a process with a learner's server has ended.
type Crash struct {
	Text   string
	Source *event.Source // the server's line, if the trace has it
}

var (
	crashLine   = regexp.MustCompile(`(?m)^(panic|fatal error): .*`)
	crashInLine = regexp.MustCompile(`(panic|fatal error): .*`)
	crashFrame  = regexp.MustCompile(`(?m)^(\S+)\(.*\)\n\t.*?([^/\\\n]+\.go):(\d+)`)
)

// ParseCrash explains the end of a process by what Go has written to standard error,
// and by its exit code.
func ParseCrash(stderr string, exitCode int) Crash {
	message := crashLine.FindString(stderr)
	if before, _, traced := strings.Cut(stderr, "\ngoroutine "); traced && message == "" {
		message = crashInLine.FindString(before) // behind a print without a line feed
	}
	if message == "" {
		fatal := ""
		if exitCode == 1 {
			fatal = ", as log.Fatal does"
		}
		return Crash{Text: fmt.Sprintf("The program ended itself with exit code %d%s. A server goes on after the fault of one client, and returns an error where it cannot.", exitCode, fatal)}
	}
	message = strings.TrimSuffix(message, " [recovered, repanicked]")
	if strings.Contains(message, "interface conversion: net.Conn is") {
		message += ". A lab’s connections are traced, and have types of their own: ask for the method that you need, as in conn.(interface{ CloseWrite() error })."
	}
	_, trace, _ := strings.Cut(stderr, "\ngoroutine ")
	trace, _, _ = strings.Cut(trace, "\n\n")
	for _, frame := range crashFrame.FindAllStringSubmatch(trace, -1) {
		if !isServer(frame[1]) {
			continue
		}
		line, _ := strconv.Atoi(frame[3])
		return Crash{message, &event.Source{File: frame[2], Line: line}}
	}
	return Crash{Text: message}
}

// isServer reports whether a function is one of a server: its package is below a host
// name, as in a learner's module, or is that of a lesson, or of a proof.
func isServer(function string) bool {
	host, _, found := strings.Cut(function, "/")
	return found && strings.Contains(host, ".") ||
		strings.HasPrefix(function, "socketschool/server/") ||
		strings.Contains(function, "/check/proof/programs/") ||
		strings.Contains(function, "/check/internal/faulty.")
}
