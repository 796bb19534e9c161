package server_test

import (
	"context"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"socketschool/lab"
	"socketschool/server"
	"socketschool/server/servertest"
)

func forEachProgram(t *testing.T, test func(t *testing.T, p lab.Program)) {
	for _, p := range server.All() {
		t.Run(p.Slug, func(t *testing.T) { test(t, p) })
	}
}

func TestCatalogue(t *testing.T) {
	ports := make(map[int]string)
	for _, p := range server.All() {
		if other := ports[p.Port]; other != "" || p.Port < 4040 {
			t.Errorf("%s has port %d; %q has it too", p.Slug, p.Port, other)
		}
		ports[p.Port] = p.Slug
		if found, ok := server.Find(p.Slug); !ok || found.Port != p.Port {
			t.Errorf("Find(%s) has port %d, %v", p.Slug, found.Port, ok)
		}
	}
	if p, ok := server.Find("telnet"); ok {
		t.Errorf("Find(telnet) = %v", p.Slug)
	}
}

// TestSources holds what learners read to what is compiled, and to its limits.
func TestSources(t *testing.T) {
	forEachProgram(t, func(t *testing.T, p lab.Program) {
		embedded, err := fs.Glob(p.Sources, "*")
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(p.Slug, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var compiled []string
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") && filepath.Base(file) != "sources.go" {
				compiled = append(compiled, filepath.Base(file))
			}
		}
		if !slices.Equal(embedded, compiled) {
			t.Errorf("embedded are %q, compiled are %q", embedded, compiled)
		}
		for _, name := range embedded {
			text, err := fs.ReadFile(p.Sources, name)
			if err != nil {
				t.Fatal(err)
			}
			if lines := strings.Count(string(text), "\n"); lines >= 120 {
				t.Errorf("%s has %d lines: a learner reads it in one go", name, lines)
			}
			checkImports(t, name, text)
		}
	})
}

// checkImports allows the standard library alone, whose paths have no dot in
// their first element and are not ours.
func checkImports(t *testing.T, name string, text []byte) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		first, _, _ := strings.Cut(imported, "/")
		if first == "socketschool" || path.Ext(first) != "" {
			t.Errorf("%s imports %s", name, imported)
		}
	}
}

func TestStopsWithClientsConnected(t *testing.T) {
	forEachProgram(t, func(t *testing.T, p lab.Program) {
		s := servertest.Start(t, p.Serve)
		quiet, speaks := s.Dial(t), s.Dial(t)
		speaks.Send("hello\n")
		s.Logs.Wait(t, 1, "listening", "address", s.Addr)
		s.Stop(t)
		quiet.ExpectEnd()
		speaks.ExpectEnd()
		if conn, err := net.Dial("tcp", s.Addr); err == nil {
			conn.Close()
			t.Error("the port is still open")
		}
		if errs := s.Logs.Find("connection lost"); len(errs) > 0 {
			t.Errorf("stopping was logged as %v", errs)
		}
	})
}

// TestErrorsThatPass holds every server to what accept(2) says of errors that
// are no fault of the listener.
func TestErrorsThatPass(t *testing.T) {
	passing := []syscall.Errno{syscall.EMFILE, syscall.ENOBUFS, syscall.ENETDOWN, syscall.EPERM, syscall.ECONNABORTED}
	forEachProgram(t, func(t *testing.T, p lab.Program) {
		var errs []error
		for _, errno := range passing {
			errs = append(errs, acceptError(errno))
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := servertest.StartOn(t, servertest.NewFlakyListener(ln, errs...), p.Serve)
		s.Dial(t).Send("hello\n")
		s.Logs.Wait(t, len(passing), "accept failed")
		peers := func() bool {
			return slices.ContainsFunc(s.Logs.All(), func(r servertest.Record) bool { return r.Attrs["peer"] != nil })
		}
		if !s.Logs.Until(peers) {
			t.Error("no client was accepted afterwards")
		}
	})
}

// acceptError wraps errno as package net does.
func acceptError(errno syscall.Errno) error {
	return &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", errno)}
}

func TestAcceptFailsForGood(t *testing.T) {
	for _, broken := range []error{errors.New("the network card is on fire"), acceptError(syscall.EINVAL)} {
		forEachProgram(t, func(t *testing.T, p lab.Program) { checkEnds(t, p, broken) })
	}
}

// checkEnds checks that the server ends, and all it has started, if Accept
// fails with broken.
func checkEnds(t *testing.T, p lab.Program, broken error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	client := servertest.NewClient(t, conn)
	once := &acceptOnce{Listener: ln, err: broken}
	err = p.Serve(context.Background(), once, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if !errors.Is(err, broken) {
		t.Errorf("Serve returned %v, want %v wrapped", err, broken)
	}
	client.ExpectEnd() // no goroutine serves it any more
	if conn, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		conn.Close()
		t.Error("the port is still open")
	}
}

// acceptOnce accepts one client and fails from then on.
type acceptOnce struct {
	net.Listener
	err      error
	accepted bool
}

func (l *acceptOnce) Accept() (net.Conn, error) {
	if l.accepted {
		return nil, l.err
	}
	l.accepted = true
	return l.Listener.Accept()
}
