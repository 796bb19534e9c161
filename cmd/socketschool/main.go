// Command socketschool serves the playground, runs one of its example servers
// in the terminal, or writes the course as a static site. This package turns
// flags into configuration and wires the other packages together; nothing is
// wired anywhere else.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

func main() {
	ignoreWriteSignals()
	os.Exit(run(signalContext(), os.Args[1:], os.Stdout, os.Stderr))
}

// cli is the command line. Each flag may also come from the environment, as
// SOCKETSCHOOL_LISTEN for --listen.
type cli struct {
	Serve     serveCmd     `cmd:"" default:"withargs" help:"Serve the playground (this is what runs when no command is given)."`
	Class     classCmd     `cmd:"" help:"Hold a class: prints an address and a QR code for learners, and a secret link for you."`
	Lesson    lessonCmd    `cmd:"" help:"Run one example server in this terminal."`
	Export    exportCmd    `cmd:"" help:"Write the course as a static site, whose servers run in the reader's tab."`
	Exercises exercisesCmd `cmd:"" help:"List the exercises, and what you have done of them."`
	Start     startCmd     `cmd:"" help:"Write an exercise into a folder, to solve it in your own editor."`
	Check     checkCmd     `cmd:"" help:"Check your solution of an exercise: exit code 0 or 1."`

	Health  healthCmd  `cmd:"" help:"Check that a playground answers, for containers: exit code 0 or 1."`
	Version versionCmd `cmd:"" help:"Print the version."`

	LogFormat string `enum:"text,json" default:"text" help:"How to write the log, on standard error: ${enum}."`
}

// env is what a command runs in.
type env struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
}

const description = `Socket School: learn to write TCP servers in Go by talking to them.

Start it, open the address it prints, and read the first lesson:

    socketschool

Or hold a class, whose learners join with a code:

    socketschool class

Or run a lesson's server here and talk to it from another terminal:

    socketschool lesson echo
    nc 127.0.0.1 4040

Or solve an exercise in your own editor:

    socketschool start echo/shout
    socketschool check shout

Or publish the course, for any web server:

    socketschool export site`

// exit is how a parser that has printed help says that it is done.
type exit int

// run is the program: arguments in, exit code out.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("socketschool"),
		kong.Description(description),
		kong.DefaultEnvars("SOCKETSCHOOL"),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"lessons": lessonNames()},
		limitDefaults(),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
	)
	if err != nil {
		return fail(stderr, err)
	}
	defer func() {
		if v := recover(); v != nil {
			e, ok := v.(exit)
			if !ok {
				panic(v)
			}
			code = int(e)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		err = fmt.Errorf("%w (socketschool --help shows what there is)", err)
		if parsed, ok := errors.AsType[*kong.ParseError](err); ok && isCheck(parsed.Context) {
			err = exitError{2, err} // 1 would be a verdict
		}
		return fail(stderr, err)
	}
	e := env{ctx: ctx, stdout: stdout, stderr: stderr, log: newLogger(stderr, c.LogFormat)}
	if err := parsed.Run(e); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// isCheck reports whether the command line, as far as it could be read, is one of check.
func isCheck(c *kong.Context) bool {
	for _, element := range c.Path {
		if element.Command != nil && element.Command.Name == "check" {
			return true
		}
	}
	return false
}

// fail prints in one line what is wrong and returns the exit code: 1, that of the
// signal which interrupted the run, or the command's.
func fail(stderr io.Writer, err error) int {
	e, ok := errors.AsType[exitError](err)
	if !ok || e.err != nil {
		fmt.Fprintf(stderr, "socketschool: %v\n", err)
	}
	if i, ok := errors.AsType[interrupted](err); ok {
		return i.exitCode()
	}
	if ok {
		return e.code
	}
	return 1
}

func newLogger(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// version is set by the linker in a release (-X main.version=v1.2.3).
var version string

type versionCmd struct{}

func (versionCmd) Run(e env) error {
	shown, goVersion := version, ""
	if info, ok := debug.ReadBuildInfo(); ok {
		shown, goVersion = cmp.Or(shown, info.Main.Version), info.GoVersion
	}
	_, err := fmt.Fprintf(e.stdout, "socketschool %s (%s)\n", cmp.Or(shown, "unknown"), goVersion)
	return err
}
