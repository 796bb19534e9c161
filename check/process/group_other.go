//go:build !unix

package process

import "os/exec"

// setGroup does nothing: processes that a server starts outlive it here.
func setGroup(*exec.Cmd) {}

func endGroup(*exec.Cmd) error { return nil }
