//go:build unix

package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

const exeSuffix = ""

// terminalOf returns the columns of the terminal that w is, 0 for another file, and
// whether it shows colours. https://no-color.org
func terminalOf(w io.Writer) (columns int, color bool) {
	file, ok := w.(*os.File)
	if !ok {
		return 0, false
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, false
	}
	if size.Col == 0 {
		size.Col = 80 // nothing has said it
	}
	return int(size.Col), os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
