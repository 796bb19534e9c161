package main

import (
	"os/exec"
	"syscall"
	"time"
)

// raiseDescriptorLimit raises the soft limit to the hard one, here and, since
// it is set by hand, in the processes started from here.
func raiseDescriptorLimit() {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		limit.Cur = limit.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
}

// descriptorLimit is how many descriptors a process may have.
func descriptorLimit() uint64 {
	var limit syscall.Rlimit
	_ = syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	return limit.Cur
}

// inGroup starts cmd in a process group of its own: it then ends with all that
// it has forked, and a Ctrl-C in the terminal comes to it through us alone.
func inGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func signalGroup(pid int, kill bool) {
	sig := syscall.SIGTERM
	if kill {
		sig = syscall.SIGKILL
	}
	_ = syscall.Kill(-pid, sig)
}

// sharpTimers asks the kernel to wake this thread when it is due, not up to
// 50 µs later.
func sharpTimers() {
	const prSetTimerSlack = 29
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerSlack, 1, 0)
}

// nap sleeps on this very thread: Go's own timers are up to 1 ms late while
// nothing else runs.
func nap(d time.Duration) {
	ts := syscall.NsecToTimespec(d.Nanoseconds())
	_ = syscall.Nanosleep(&ts, nil)
}
