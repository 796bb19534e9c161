//go:build js

// Package worker runs one lab in a Web Worker of a page. Package tab does the work;
// this package connects it to JavaScript. The catalogue's program and each program
// of a learner have a main of their own, which calls Run.
//
// The worker's script calls socketschoolReceive with each message of the page, and
// messages of the program go to the page unchanged. The exit code is 0 after the
// page's "stop". After a panic it is 2, and Go writes the trace to file descriptor 2.
package worker

import (
	"fmt"
	"os"
	"runtime/debug"

	"socketschool/lab"
	"socketschool/wasm/tab"
)

// memoryLimit is the soft limit of the garbage collector, in bytes. It is a little
// below the 256 MB that the module's memory may have.
const memoryLimit = 232 << 20

// Run runs the program until the page stops it, and exits. With program counters as
// further arguments it only finds a line, as locate says.
func Run(program lab.Program) {
	if len(os.Args) > 2 {
		locate(program, os.Args[2:])
		os.Exit(0)
	}
	debug.SetMemoryLimit(memoryLimit)
	t, err := tab.Start(tab.Config{Program: program, Post: post, Kind: kind})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	receive(t)
	ReceiveOutput(t)
	<-t.Done()
	os.Exit(0)
}
