//go:build js

package worker

import (
	"syscall/js"

	"socketschool/lab"
)

// Output takes what a program prints, as the methods of a lab do.
type Output interface {
	Print(p []byte, here bool)
	Warn(message string)
}

var _ Output = (*lab.Lab)(nil)

// ReceiveOutput makes JavaScript pass to out what the program writes to standard output
// and standard error, and what the worker's file system says of a call. JavaScript
// calls these functions while the program calls the file system, and so on the
// goroutine that does.
func ReceiveOutput(out Output) {
	js.Global().Set("socketschoolPrint", js.FuncOf(func(_ js.Value, args []js.Value) any {
		p := make([]byte, args[0].Length())
		js.CopyBytesToGo(p, args[0])
		out.Print(p, args[1].Bool())
		return nil
	}))
	js.Global().Set("socketschoolWarn", js.FuncOf(func(_ js.Value, args []js.Value) any {
		out.Warn(args[0].String())
		return nil
	}))
}
