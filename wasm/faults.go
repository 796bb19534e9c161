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

// find is, for whatever lesson, a server that does what no server should. The
// tests of what the page does then are built with it.
func find(lesson string) (lab.Program, int, error) {
	return lab.Program{Lesson: lesson, Serve: serve}, 4040, nil
}

// serve takes one client at a time, and in its own goroutine.
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

// echo answers lines; one that names a fault, it commits first.
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
	"recurse":         func() { println(deeper(1)) },
	"memory":          hoard,
	"panic":           func() { panic("on purpose") },
	"goroutine-panic": func() { go func() { panic("on purpose, in a goroutine") }() },
	"exit":            func() { os.Exit(3) },
}

func deeper(n int) int { return deeper(n+1) + n }

func hoard() {
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
