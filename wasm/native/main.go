// Command native runs a program of the tab's module on this machine, over TCP at a free
// port of 127.0.0.1. Its argument is the slug of the program or naive version. It
// prints the lab's events as JSON, one a line, until its standard input ends. A line on
// standard input ends the server's context; {"kind":"returned"} is printed when its Serve
// has returned, with its error if there is one.
//
// With the arguments certificate, a name, and school or another, it prints a client's
// certificate of that authority, and its key.
//
// The tests of the naive versions use it, built with their overlay.
package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"socketschool/lab"
	"socketschool/lab/authority"
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
	if len(args) == 3 && args[0] == "certificate" {
		by := authority.School
		if args[2] == "another" {
			by = authority.Another
		}
		return printCertificate(by, args[1], stdout)
	}
	if len(args) != 1 {
		return fmt.Errorf("usage: native PROGRAM, or native certificate NAME AUTHORITY")
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
	defer cancel()
	out := &lineWriter{w: stdout}
	go func() {
		for lines := bufio.NewScanner(stdin); lines.Scan(); {
			l.TellToStop()
			go printReturned(ctx, l, out)
		}
		l.Stop()
		cancel()
	}()
	return printEvents(ctx, l.Events(), out)
}

// lineWriter writes each line whole: two goroutines print.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(line)
}

// printReturned waits until Serve has returned, or ctx has ended.
func printReturned(ctx context.Context, l *lab.Lab, stdout io.Writer) {
	for ctx.Err() == nil {
		err, returned := l.Returned()
		switch {
		case !returned:
			time.Sleep(10 * time.Millisecond)
		case err != nil:
			fmt.Fprintf(stdout, "{\"kind\":\"returned\",\"error\":%q}\n", err)
			return
		default:
			fmt.Fprintln(stdout, `{"kind":"returned"}`)
			return
		}
	}
}

func printCertificate(by authority.Authority, name string, stdout io.Writer) error {
	cert, err := by.Certificate(name)
	if err != nil {
		return err
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		return err
	}
	for _, block := range []pem.Block{{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}, {Type: "PRIVATE KEY", Bytes: key}} {
		if err := pem.Encode(stdout, &block); err != nil {
			return err
		}
	}
	return nil
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
