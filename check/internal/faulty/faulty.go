// Package faulty has servers with typical faults, for the tests of package check.
package faulty

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// Serve is a server as a lab runs it.
type Serve = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// Each returns a server that calls handle for each client, in a goroutine of its own.
func each(ctx context.Context, ln net.Listener, handle func(net.Conn)) error {
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		go func() {
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			handle(conn)
		}()
	}
}

// ByteUpper turns what each Read brings into capitals, and so breaks characters.
func ByteUpper(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		buf := make([]byte, 1024)
		for {
			n, err := conn.Read(buf)
			log.Info("received", "peer", conn.RemoteAddr().String(), "data", string(buf[:n]))
			io.WriteString(conn, strings.ToUpper(string(buf[:n])))
			if err != nil {
				return
			}
		}
	})
}

// Upper is right.
func Upper(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		lines := bufio.NewReader(conn)
		for {
			line, err := lines.ReadString('\n')
			io.WriteString(conn, strings.ToUpper(line))
			if err != nil {
				return
			}
		}
	})
}

// NoLineEnd forgets the line end.
func NoLineEnd(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		lines := bufio.NewScanner(conn)
		for lines.Scan() {
			io.WriteString(conn, strings.ToUpper(lines.Text()))
		}
	})
}

// Silent reads and answers nothing.
func Silent(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) { io.Copy(io.Discard, conn) })
}

// Unchanged sends back what comes.
func Unchanged(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) { io.Copy(conn, conn) })
}

// OneAtATime serves the next client after the last one has gone.
func OneAtATime(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return nil
		}
		io.Copy(conn, conn)
		conn.Close()
	}
}

// NeverListens does not accept.
func NeverListens(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	<-ctx.Done()
	return nil
}

// Panics panics on its first client.
func Panics(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	conn, err := ln.Accept()
	if err != nil {
		return nil
	}
	defer conn.Close()
	var none []byte
	conn.Write(none[:1])
	return nil
}

// Returns returns on its first client.
func Returns(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	conn, err := ln.Accept()
	if err != nil {
		return nil
	}
	defer conn.Close()
	return errors.New("enough")
}

// Loops spins on its first client.
func Loops(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		for n := 0; ctx.Err() == nil; n++ {
			_ = n
		}
	})
}

// Floods writes without end.
func Floods(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		for {
			if _, err := io.WriteString(conn, strings.Repeat("X", 4096)); err != nil {
				return
			}
		}
	})
}

// ClosesUnread says goodbye and closes while bytes of the client's are unread.
func ClosesUnread(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		time.Sleep(50 * time.Millisecond)
	})
}

// Leaks leaves a goroutine behind for each client.
func Leaks(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		never := make(chan int)
		go func() { <-never }()
		io.Copy(conn, conn)
	})
}

// LeaksTwice leaves two goroutines of each client, one that receives and one that sends.
func LeaksTwice(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		never := make(chan int)
		go func() { <-never }()
		other := make(chan int)
		go func() { other <- 1 }()
		io.Copy(conn, conn)
	})
}

// Deaf does not hear that it shall stop.
func Deaf(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	conn, err := ln.Accept()
	if err != nil {
		return nil
	}
	defer conn.Close()
	select {}
}

// Exits ends the process.
func Exits(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) { os.Exit(3) })
}

// Stalls passes bytes on to all clients, one after the other, and holds a lock meanwhile.
func Stalls(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var mu sync.Mutex
	var all []net.Conn
	return each(ctx, ln, func(conn net.Conn) {
		mu.Lock()
		all = append(all, conn)
		mu.Unlock()
		for buf := make([]byte, 1024); ; {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			mu.Lock()
			for _, to := range all {
				to.Write(buf[:n])
			}
			mu.Unlock()
		}
	})
}

// LocksTwice locks a mutex that it holds, and answers ok before.
func LocksTwice(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		io.WriteString(conn, "ok\n")
		var mu sync.Mutex
		mu.Lock()
		go func() { <-ctx.Done(); mu.Unlock() }()
		mu.Lock()
	})
}

// WholeBuffer sends the buffer, and not what was read.
func WholeBuffer(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		buf := make([]byte, 1024)
		for {
			if _, err := conn.Read(buf); err != nil {
				return
			}
			conn.Write(buf)
		}
	})
}

// NeverCloses leaves a connection open after its client's last byte.
func NeverCloses(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	context.AfterFunc(ctx, func() { ln.Close() })
	for {
		conn, err := ln.Accept()
		if err != nil {
			return nil
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		go func() { io.Copy(conn, conn) }()
	}
}

// AcceptsForEver does not end Accept when its context ends.
func AcceptsForEver(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	for ctx.Err() == nil {
		conn, err := ln.Accept()
		if err != nil {
			return nil
		}
		go func() {
			defer conn.Close()
			io.Copy(conn, conn)
		}()
	}
	return nil
}

// WaitsForClients ends Accept, and leaves its handlers in Read.
func WaitsForClients(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	context.AfterFunc(ctx, func() { ln.Close() })
	var running sync.WaitGroup
	defer running.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return nil
		}
		running.Go(func() {
			defer conn.Close()
			io.Copy(conn, conn)
		})
	}
}

// LeavesLoop returns at a client's first wrong byte, and waits for the others before.
func LeavesLoop(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	first := make([]byte, 1)
	for {
		conn, err := ln.Accept()
		if err != nil {
			return nil
		}
		if conn.Read(first); first[0] == '!' {
			conn.Close()
			return errors.New("a wrong byte")
		}
		running.Go(func() {
			defer conn.Close()
			io.Copy(conn, conn)
		})
	}
}

// JoinsLate passes bytes on to all clients. It computes before it knows of a client.
func JoinsLate(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var all sync.Map
	return each(ctx, ln, func(conn net.Conn) {
		for begin := time.Now(); time.Since(begin) < 100*time.Millisecond; {
		}
		all.Store(conn, true)
		for buf := make([]byte, 1024); ; {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			all.Range(func(to, _ any) bool {
				to.(net.Conn).Write(buf[:n])
				return true
			})
		}
	})
}

// LosesPatience sends each client a line half a second after it has come.
func LosesPatience(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		time.AfterFunc(500*time.Millisecond, func() { io.WriteString(conn, "no more patience\n") })
		io.Copy(io.Discard, conn)
	})
}

// SaysAddress sends each client its IP address, and is right.
func SaysAddress(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		ip := conn.RemoteAddr().(*net.TCPAddr).IP
		fmt.Fprintf(conn, "%v of %d bytes\n", ip, len(ip))
		io.Copy(conn, conn)
	})
}

// ClosesAtOnce says busy and closes, and reads nothing before.
func ClosesAtOnce(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) { io.WriteString(conn, "busy\n") })
}
