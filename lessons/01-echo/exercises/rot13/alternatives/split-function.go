// Package echo moves the letters that it gets by 13 places and sends them back.
package echo

import (
	"bufio"
	"bytes"
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

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	bytewise := bufio.NewScanner(conn)
	bytewise.Split(bufio.ScanBytes)
	for bytewise.Scan() {
		b := bytewise.Bytes()
		if i := bytes.IndexByte(plain, b[0]); i >= 0 {
			b = secret[i : i+1]
		}
		conn.Write(b)
	}
}

var (
	plain  = []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	secret = []byte("nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM")
)
