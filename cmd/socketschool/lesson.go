package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"

	"socketschool/lab"
	"socketschool/server"
	"socketschool/server/secure"
)

type lessonCmd struct {
	Slug   string `arg:"" help:"Which program server: ${lessons}."`
	Listen string `placeholder:"ADDRESS" env:"SOCKETSCHOOL_LESSON_LISTEN" help:"Address to listen on, such as 127.0.0.1:4040 (the default is the lesson's own port on loopback)."`
	Cert   string `env:"SOCKETSCHOOL_LESSON_CERT" placeholder:"FILE" help:"For secure: certificate chain, PEM. Without it a self-signed one is made."`
	Key    string `env:"SOCKETSCHOOL_LESSON_KEY" placeholder:"FILE" help:"For secure: private key, PEM."`
}

// Help is shown by lesson --help.
func (lessonCmd) Help() string {
	return `Its log appears here. Talk to it from another terminal:

    nc 127.0.0.1 4040
    openssl s_client -connect 127.0.0.1:4043 -quiet     (for secure)

End it with Ctrl-C.`
}

func lessonNames() string {
	var names []string
	for _, e := range server.All() {
		names = append(names, e.Slug)
	}
	return strings.Join(names, ", ")
}

func (c lessonCmd) Run(e env) error {
	program, ok := server.Find(c.Slug)
	if !ok {
		return fmt.Errorf("there is no lesson %q: there are %s", c.Slug, lessonNames())
	}
	serve, err := c.serveFunc(program)
	if err != nil {
		return err
	}
	addr := c.Listen
	if addr == "" {
		addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(program.Port))
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return listenError(addr, err)
	}
	err = serve(e.ctx, ln, e.log)
	if e.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // Ctrl-C is how a lesson ends
	}
	return err
}

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// serveFunc returns the program's Serve, with the certificate if one is given.
func (c lessonCmd) serveFunc(program lab.Program) (serveFunc, error) {
	if c.Cert == "" && c.Key == "" {
		return program.Serve, nil
	}
	if !program.TLS {
		return nil, errors.New("--cert and --key are for the lesson secure: the others do not speak TLS")
	}
	cert, err := secure.LoadCertificate(c.Cert, c.Key)
	if err != nil {
		return nil, fmt.Errorf("--cert %q, --key %q: %w", c.Cert, c.Key, err)
	}
	return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return secure.ServeCertificate(ctx, ln, cert, log)
	}, nil
}
