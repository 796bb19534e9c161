//go:build js

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
	t, err := tab.Start(tab.Config{Program: program, Post: post, Parse: parse})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	receive(t)
	ReceiveOutput(t)
	<-t.Done()
	os.Exit(0)
}
