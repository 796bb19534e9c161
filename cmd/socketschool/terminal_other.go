//go:build !unix

package main

import "io"

const exeSuffix = ".exe"

// terminalOf returns no columns and no colours: consoles differ too much.
func terminalOf(io.Writer) (columns int, color bool) { return 0, false }
