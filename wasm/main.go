//go:build js

// Command wasm is the program that runs in a tab, in a Web Worker: one lab, of
// the lesson that its argument names. Package tab does the work; here it meets
// JavaScript.
//
// The worker's script calls socketschoolReceive with each message of the page,
// and what this program posts goes to the page as it is. The program ends with
// code 0 when the page has told it to stop. When it panics, Go's account of that
// is written to file descriptor 2, and the code is 2.
package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"socketschool/wasm/tab"
)

// memoryLimit is where the collector begins to do what it can, a little below
// the 256 MB that the module's memory may have.
const memoryLimit = 232 << 20

func main() {
	debug.SetMemoryLimit(memoryLimit)
	if len(os.Args) != 2 {
		fail("usage: wasm LESSON")
	}
	program, port, err := find(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	t, err := tab.Start(tab.Config{Program: program, Port: port, Post: post, Kind: kind})
	if err != nil {
		fail(err.Error())
	}
	receive(t)
	<-t.Done()
	os.Exit(0)
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
