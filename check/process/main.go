// Package process runs each check of an exercise in a process of its own: a server that
// panics, exits or loops ends that process, and the report goes on; and what a server
// keeps in package variables does not outlive a check. Main is what a process does; Run
// starts them and reads what they report.
//
// The process writes a JSON message a line to standard output: "checks" with the names
// of all checks, the updates of package check, and "end". Whatever the server prints
// goes to standard error, where a mark follows each message: what is printed before it
// belongs to that message.
package process

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"socketschool/check"
	"socketschool/lab"
)

// variable is set for a process that runs a check: the check's index.
const variable = "SOCKETSCHOOL_RUN_CHECKS"

// mark ends what belongs to a message on standard error.
const mark = "\x1e\n"

// message is a line of the process.
type message struct {
	check.Update
	Names []string `json:"names,omitempty"` // of "checks"
}

// IsChild reports whether this process is one that Run has started.
func IsChild() bool { return os.Getenv(variable) != "" }

// Main runs one of the checks over TCP, reports it, and exits.
func Main(program lab.Program, checks []check.Check) {
	go exitWith(os.Stdin)
	os.Stdin, _ = os.Open(os.DevNull)
	updates, prints := os.Stdout, os.Stderr
	os.Stdout = os.Stderr // so that nothing that the server prints is between the messages
	send := func(m message) {
		if err := writeMessage(updates, prints, m); err != nil {
			os.Exit(1) // the reader of the report has ended
		}
	}
	all := message{Update: check.Update{Type: "checks"}}
	for _, c := range checks {
		all.Names = append(all.Names, c.Name)
	}
	send(all)
	index, err := strconv.Atoi(os.Getenv(variable))
	if err != nil || index < 0 || index >= len(checks) {
		fmt.Fprintf(os.Stderr, "%s=%s is the index of no check\n", variable, os.Getenv(variable))
		os.Exit(1)
	}
	check.Run(context.Background(), check.Config{
		Program: program,
		Checks:  checks,
		Network: check.TCP{},
		Only:    []int{index},
		Update:  func(u check.Update) { send(message{Update: u}) },
	})
	send(message{Update: check.Update{Type: "end"}})
	os.Exit(0)
}

func writeMessage(updates, prints io.Writer, m message) error {
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	// A line of its own, even where something else was written in between.
	if _, err := fmt.Fprintf(updates, "\n%s\n", line); err != nil {
		return err
	}
	_, err = io.WriteString(prints, mark)
	return err
}

// exitWith ends this process when the one that has started it has ended, which closes
// parent.
func exitWith(parent io.Reader) {
	_, _ = io.Copy(io.Discard, parent)
	os.Exit(1)
}
