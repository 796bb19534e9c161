//go:build js

// Command codetools runs in the code tools' worker. It sets globalThis.socketschoolTools,
// a function that takes the name of a tool and its argument as JSON, and returns the
// result as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"syscall/js"
)

// tool takes and returns JSON.
type tool func(argument []byte) ([]byte, error)

// tools are what the worker can ask for, by name.
var tools = map[string]tool{
	"check":    jsonTool(check),
	"complete": jsonTool(complete),
	"format":   jsonTool(format),
}

// jsonTool makes a tool of a function.
func jsonTool[In, Out any](f func(In) Out) tool {
	return func(argument []byte) ([]byte, error) {
		var in In
		if err := json.Unmarshal(argument, &in); err != nil {
			return nil, err
		}
		return json.Marshal(f(in))
	}
}

// call returns { result } or { error }, both strings. A tool that panics has found a
// fault of its own: the next call works again.
func call(_ js.Value, args []js.Value) (answer any) {
	name := args[0].String()
	defer func() {
		if fault := recover(); fault != nil {
			answer = failed(fmt.Errorf("%s: panic: %v", name, fault))
		}
	}()
	tool, ok := tools[name]
	if !ok {
		return failed(fmt.Errorf("no tool %q", name))
	}
	result, err := tool([]byte(args[1].String()))
	if err != nil {
		return failed(fmt.Errorf("%s: %w", name, err))
	}
	return map[string]any{"result": string(result)}
}

func failed(err error) any { return map[string]any{"error": err.Error()} }

func main() {
	library := js.Global().Get("socketschoolLibrary") // a Uint8Array with stdlib.bin
	file := make([]byte, library.Length())
	js.CopyBytesToGo(file, library)
	if err := open(file); err != nil {
		panic(err)
	}
	js.Global().Set("socketschoolTools", js.FuncOf(call))
	select {} // the worker calls the function
}
