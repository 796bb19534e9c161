//go:build js && faults

package main

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strings"

	"socketschool/lab"
)

// findProgram returns, for any slug, a server that misbehaves on request. The tests
// of how the page handles that are run with it.
func findProgram(slug string) (lab.Program, error) {
	return lab.Program{Slug: slug, Port: 4040, Serve: serve}, nil
}

// serve handles one client at a time, in its own goroutine.
func serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		echo(ctx, conn, log)
	}
}

// echo echoes lines. It first executes the fault that a line names.
func echo(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if fault, ok := faults[line]; ok {
			log.Info("about to " + line)
			fault()
		}
		if _, err := conn.Write([]byte(line + "\n")); err != nil {
			return
		}
	}
}

var faults = map[string]func(){
	"loop": func() {
		for {
		}
	},
	"gosched": func() {
		for {
			runtime.Gosched()
		}
	},
	"recurse":         func() { println(recurse(1)) },
	"memory":          allocateForever,
	"panic":           func() { panic("on purpose") },
	"goroutine-panic": func() { go func() { panic("on purpose, in a goroutine") }() },
	"exit":            func() { os.Exit(3) },
}

func recurse(n int) int { return recurse(n+1) + n }

func allocateForever() {
	var all [][]byte
	for {
		block := make([]byte, 1<<20)
		for i := range block {
			block[i] = byte(i)
		}
		all = append(all, block)
		runtime.KeepAlive(all)
	}
}
