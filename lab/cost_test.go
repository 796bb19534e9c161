//go:build !js

// These benchmarks compare the cost of tracing with the kernel's; a tab has no kernel.

package lab_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"

	"socketschool/lab"
	"socketschool/server/echo"
)

// BenchmarkEcho runs the echo server on a plain listener without a log, and in a lab.
func BenchmarkEcho(b *testing.B) {
	ways := map[string]func(b *testing.B, ln net.Listener){
		"plain":  servePlain,
		"traced": serveInLab,
	}
	for _, size := range []struct {
		name  string
		bytes int
	}{{"64B", 64}, {"64KiB", 64 << 10}} {
		for _, way := range []string{"plain", "traced"} {
			b.Run(size.name+"/"+way, func(b *testing.B) {
				ln, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					b.Fatal(err)
				}
				ways[way](b, ln)
				roundTrips(b, ln.Addr().String(), size.bytes)
			})
		}
	}
}

func servePlain(b *testing.B, ln net.Listener) {
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- echo.Serve(ctx, ln, slog.New(slog.DiscardHandler)) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
}

func serveInLab(b *testing.B, ln net.Listener) {
	l := lab.Start(lab.Config{Program: lab.Program{Serve: echo.Serve}, Listener: ln})
	b.Cleanup(l.Stop)
}

func roundTrips(b *testing.B, address string, size int) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	p, back := make([]byte, size), make([]byte, size)
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := conn.Write(p); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(conn, back); err != nil {
			b.Fatal(err)
		}
	}
}
