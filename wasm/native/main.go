// Command native runs a program of the tab's module on this machine, over TCP at a free
// port of 127.0.0.1. Its argument is the slug of the program or naive version. It
// prints the lab's events as JSON, one a line, until its standard input ends.
//
// The tests of the naive versions use it, built with their overlay.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"

	"socketschool/lab"
	"socketschool/lab/event"
	"socketschool/server/versions"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "native:", err)
		os.Exit(1)
	}
}

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: native PROGRAM")
	}
	program, ok := versions.Find(args[0])
	if !ok {
		return fmt.Errorf("there is no program %q", args[0])
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	l := lab.Start(lab.Config{Program: program, Listener: ln})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		l.Stop()
		cancel()
	}()
	return printEvents(ctx, l.Events(), stdout)
}

// printEvents prints events until ctx ends.
func printEvents(ctx context.Context, events *event.Log, stdout io.Writer) error {
	r := event.Reader{Log: events}
	var last uint64
	for {
		if events.Wait(ctx, last) != nil {
			return nil
		}
		line, n, skipped := r.AppendEvents(nil, last, 1)
		last += skipped + uint64(n)
		if _, err := fmt.Fprintf(stdout, "%s\n", line); err != nil {
			return err
		}
	}
}
