//go:build js

// Command wasm runs one lab in a Web Worker of a page. Its argument is the slug of
// the lab's program; worker.Run takes what follows it.
package main

import (
	"fmt"
	"os"

	"socketschool/wasm/worker"
)

func main() {
	if len(os.Args) < 2 {
		fail("usage: wasm PROGRAM [COUNTER...]")
	}
	program, err := findProgram(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	worker.Run(program)
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
