// Package resources is a key-value store that speaks the protocol of Redis.
package resources

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	asks := make(chan ask)
	done := make(chan struct{})
	var storing sync.WaitGroup
	storing.Go(func() { keep(asks, done) })
	defer storing.Wait()
	defer close(done)
	defer running.Wait() // before the store ends
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, asks) })
	}
}

// ask is a request with the channel for its answer.
type ask struct {
	request []string
	answer  chan string
}

// keep holds the values. It alone touches them, so that no lock is needed.
func keep(asks chan ask, done chan struct{}) {
	values := make(map[string]string)
	for {
		select {
		case a := <-asks:
			a.answer <- answer(values, a.request)
		case <-done:
			return
		}
	}
}

var usage = map[string]int{"PING": 1, "SET": 3, "GET": 2} // parts, by name

func answer(values map[string]string, request []string) string {
	if len(request) == 0 {
		return "-ERR an empty request\r\n"
	}
	name := strings.ToUpper(request[0])
	switch parts, known := usage[name]; {
	case !known:
		return "-ERR unknown command\r\n"
	case parts != len(request):
		return "-ERR wrong number of arguments\r\n"
	case name == "PING":
		return "+PONG\r\n"
	case name == "SET":
		values[request[1]] = request[2]
		return "+OK\r\n"
	}
	value, ok := values[request[1]]
	if !ok {
		return "$-1\r\n"
	}
	return "$" + strconv.Itoa(len(value)) + "\r\n" + value + "\r\n"
}

// handle passes one client's requests on, in a buffer that is sent when no more of them wait.
func handle(ctx context.Context, conn net.Conn, asks chan ask) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	both := bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	answers := make(chan string)
	for {
		request, problem := read(both.Reader)
		switch {
		case problem != "":
			both.WriteString("-ERR " + problem + "\r\n")
			both.Flush()
			return
		case request == nil:
			return
		}
		asks <- ask{request, answers}
		both.WriteString(<-answers)
		if both.Reader.Buffered() == 0 && both.Flush() != nil {
			return
		}
	}
}

// read returns a request, nil at the end, or what is wrong.
func read(r *bufio.Reader) (request []string, problem string) {
	var count int
	if ended, problem := scan(r, '*', &count, 16); ended || problem != "" {
		return nil, problem
	}
	request = []string{}
	for len(request) < count {
		var length int
		if ended, problem := scan(r, '$', &length, 1<<16); ended || problem != "" {
			return nil, problem
		}
		var part strings.Builder
		if _, err := io.CopyN(&part, r, int64(length)); err != nil {
			return nil, ""
		}
		for _, want := range "\r\n" {
			if got, err := r.ReadByte(); err != nil {
				return nil, ""
			} else if got != byte(want) {
				return nil, "a part does not end where it said"
			}
		}
		request = append(request, part.String())
	}
	return request, ""
}

// scan reads a sign and a number, byte for byte.
func scan(r *bufio.Reader, sign byte, n *int, most int) (ended bool, problem string) {
	if got, err := r.ReadByte(); err != nil {
		return true, ""
	} else if got != sign {
		return false, "expected " + string(sign)
	}
	digits := 0
	for {
		got, err := r.ReadByte()
		switch {
		case err != nil:
			return true, ""
		case got >= '0' && got <= '9':
			*n = *n*10 + int(got-'0')
			if digits++; *n > most {
				return false, "too much"
			}
		case got == '\r' && digits > 0:
			if got, err := r.ReadByte(); err != nil {
				return true, ""
			} else if got != '\n' {
				return false, "expected a line feed"
			}
			return false, ""
		default:
			return false, "expected a digit"
		}
	}
}
