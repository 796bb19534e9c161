//go:build !linux

package main

import (
	"os/exec"
	"time"
)

// Memory is read from /proc, so that the benchmarks are at home on Linux. They
// build elsewhere, and fail where they would have to measure it.

func raiseDescriptorLimit()   {}
func descriptorLimit() uint64 { return 1 << 20 }
func inGroup(*exec.Cmd)       {}
func signalGroup(int, bool)   {}
func sharpTimers()            {}
func nap(d time.Duration)     { time.Sleep(d) }
