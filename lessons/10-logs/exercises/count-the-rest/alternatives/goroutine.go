// Package logs sends lines back. A goroutine for each client writes its records.
package logs

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		sizes := make(chan int, 16)
		running.Go(func() { record(sizes, log) })
		running.Go(func() {
			defer close(sizes)
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			echo(conn, sizes)
		})
	}
}

// echo sends each line back, and its size without its end to sizes.
func echo(conn net.Conn, sizes chan<- int) {
	in, size := bufio.NewReader(conn), 0
	line := []byte(nil)
	for {
		b, err := in.ReadByte()
		if err != nil {
			return
		}
		line = append(line, b)
		if b != '\n' {
			size++
			continue
		}
		sizes <- size
		if _, err := conn.Write(line); err != nil {
			return
		}
		line, size = line[:0], 0
	}
}

// record writes the records of one client, until sizes is closed.
func record(sizes <-chan int, log *slog.Logger) {
	var number, told int
	for size := range sizes {
		number++
		switch {
		case number <= 5, number%100 == 0, size > 64:
			if told < number-1 {
				log.Info("request", "number", number, "left_out", number-1-told)
			} else {
				log.Info("request", "number", number)
			}
			told = number
		}
	}
	if told < number {
		log.Info("client disconnected", "requests", number, "left_out", number-told)
	} else {
		log.Info("client disconnected", "requests", number)
	}
}
