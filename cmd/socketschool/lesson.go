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
	"socketschool/server/safe"
	"socketschool/server/secure"
)

type lessonCmd struct {
	Slug     string `arg:"" help:"Which program server: ${lessons}."`
	Listen   string `placeholder:"ADDRESS" env:"SOCKETSCHOOL_LESSON_LISTEN" help:"Address to listen on, such as 127.0.0.1:4040 (the default is the lesson's own port on loopback)."`
	Cert     string `env:"SOCKETSCHOOL_LESSON_CERT" placeholder:"FILE" help:"For secure and safe: certificate chain, PEM. Without it a self-signed one is made."`
	Key      string `env:"SOCKETSCHOOL_LESSON_KEY" placeholder:"FILE" help:"For secure and safe: private key, PEM."`
	ClientCA string `name:"client-ca" env:"SOCKETSCHOOL_LESSON_CLIENT_CA" placeholder:"FILE" help:"For safe: certificate of the authority that signs those of clients, PEM. Without it that of the exercises."`
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

// serveFunc returns the program's Serve, with the certificates of the files that are given.
func (c lessonCmd) serveFunc(program lab.Program) (serveFunc, error) {
	switch {
	case c.Cert == "" && c.Key == "" && c.ClientCA == "":
		return program.Serve, nil
	case program.Slug == "safe":
		config, err := safe.LoadConfig(c.Cert, c.Key, c.ClientCA)
		if err != nil {
			return nil, fmt.Errorf("--cert %q, --key %q, --client-ca %q: %w", c.Cert, c.Key, c.ClientCA, err)
		}
		return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
			return safe.ServeConfig(ctx, ln, config, log)
		}, nil
	case c.ClientCA != "":
		return nil, errors.New("--client-ca is for the lesson safe: the others ask for no certificates")
	case !program.TLS:
		return nil, errors.New("--cert and --key are for the lessons secure and safe: the others do not speak TLS")
	}
	cert, err := secure.LoadCertificate(c.Cert, c.Key)
	if err != nil {
		return nil, fmt.Errorf("--cert %q, --key %q: %w", c.Cert, c.Key, err)
	}
	return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return secure.ServeCertificate(ctx, ln, cert, log)
	}, nil
}
