package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"socketschool/check/process"
	"socketschool/exercise"
	"socketschool/progressfile"
)

type checkCmd struct {
	Dir   string `arg:"" optional:"" default:"." help:"Folder of the exercise (the default is this one)."`
	All   bool   `env:"-" help:"Go on after a check that fails."`
	Watch bool   `env:"-" help:"Check again whenever you save a file, until Ctrl-C."`
	JSON  bool   `name:"json" env:"-" help:"Write the report as JSON, an object a line: docs/exercises.md lists them."`

	program string // that runs the checks
}

// Help is shown by check --help.
func (checkCmd) Help() string {
	return `It builds your server with the installed Go, and talks to it over TCP. It stops
after the first check that fails, and shows the conversation and the likely cause.

    socketschool check
    socketschool check shout --all
    socketschool check --watch

The exit code is 0 if all checks pass, 1 if one fails or the program does not
compile, and 2 if nothing could be checked. NO_COLOR turns colours off.`
}

// exitError ends the program with an exit code. err may be nil: all has been said.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return e.err.Error() }

// environmentError is an error that is not the learner's program's.
func environmentError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err // the signal
	}
	return exitError{2, err}
}

func (c checkCmd) Run(e env) error {
	name, err := exercise.NameOf(c.Dir)
	if err != nil {
		return exitError{2, err}
	}
	temp, err := os.MkdirTemp("", "socketschool-check-")
	if err != nil {
		return exitError{2, err}
	}
	defer os.RemoveAll(temp)
	ctx, stop := cancelOnHangup(e.ctx) // the terminal's end leaves no folder behind
	defer stop()
	hungUp := func() bool { return ctx.Err() != nil && e.ctx.Err() == nil }
	run := e
	run.ctx = ctx
	c.program = filepath.Join(temp, "checks"+exeSuffix)
	out := newCheckOutput(e, c)
	if c.Watch {
		return c.watch(run, name, out)
	}
	passed, err := c.once(run, name, out)
	switch {
	case hungUp():
		return interrupted{syscall.SIGHUP}
	case err != nil:
		return err
	case !passed:
		return exitError{1, nil}
	}
	return nil
}

// once builds and checks the program.
func (c checkCmd) once(e env, name string, out checkOutput) (passed bool, err error) {
	built := out.building()
	err = exercise.Build(e.ctx, c.Dir, c.program)
	built()
	if problems, ok := errors.AsType[*exercise.BuildError](err); ok {
		out.notCompiled(problems)
		return false, nil
	}
	if err != nil {
		return false, environmentError(e.ctx, err)
	}
	got, err := process.Run(e.ctx, process.Config{
		Command: func(ctx context.Context) *exec.Cmd {
			cmd := exec.CommandContext(ctx, c.program)
			cmd.Dir = c.Dir
			return cmd
		},
		GoOn:   c.All,
		Update: out.update,
	})
	if err != nil {
		return false, environmentError(e.ctx, err)
	}
	passed = got.Passed()
	remember(e, c.Dir, name, func(p *progressfile.Exercise) {
		if p.Started.IsZero() {
			p.Started = progressfile.Now()
		}
		if !p.Solved.IsZero() {
			return
		}
		if passed {
			p.Solved = progressfile.Now()
		} else {
			p.Failures++
		}
	})
	out.end(name, got)
	return passed, nil
}
