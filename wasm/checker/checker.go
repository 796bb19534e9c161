//go:build js

// Package checker is the program of an exercise in a Web Worker of a page: it runs a
// check, or the server as any other lab. One module does both, so that what was
// checked can be replayed in the lab.
package checker

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"syscall/js"
	"time"

	"socketschool/check"
	"socketschool/lab"
	"socketschool/wasm/worker"
)

// beatInterval is how often the program posts a heartbeat while checks run.
const beatInterval = 500 * time.Millisecond

// Run runs one of the checks if the program's name, its first argument, is "check", and
// exits. The last argument is the check's index. With another name it is worker.Run.
func Run(checks []check.Check, program lab.Program) {
	if os.Args[0] != "check" {
		worker.Run(program)
		return
	}
	index, err := strconv.Atoi(os.Args[len(os.Args)-1])
	if err != nil || index < 0 || index >= len(checks) {
		fmt.Fprintln(os.Stderr, "there is no such check")
		os.Exit(1)
	}
	go beat()
	check.Run(context.Background(), check.Config{
		Program: program,
		Checks:  checks,
		Network: check.Memory{},
		Only:    []int{index},
		Lab:     func(l *lab.Lab) { worker.ReceiveOutput(l) },
		Update:  post,
	})
	os.Exit(0)
}

func post(u check.Update) {
	text, err := json.Marshal(u)
	if err != nil {
		panic(err) // structs of ours
	}
	message := js.Global().Get("Object").New()
	message.Set("type", "update")
	message.Set("data", string(text))
	js.Global().Call("postMessage", message)
}

func beat() {
	for range time.Tick(beatInterval) {
		message := js.Global().Get("Object").New()
		message.Set("type", "beat")
		js.Global().Call("postMessage", message)
	}
}
