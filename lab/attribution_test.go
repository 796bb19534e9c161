package lab_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"socketschool/lab"
	"socketschool/lab/event"
	"socketschool/server"
	"socketschool/server/secure"
)

// eventName returns an event's kind and call.
func eventName(e event.Event) string {
	if e.Call != "" {
		return string(e.Kind) + " " + string(e.Call)
	}
	return string(e.Kind)
}

// checkLines checks that the source line of each call contains one of the texts of
// its kind, and that each text is found at least once.
func checkLines(t *testing.T, all []event.Event, sources fs.FS, want map[string][]string) {
	t.Helper()
	met := make(map[string]bool)
	for _, e := range all {
		switch e.Kind {
		case event.KindListening, event.KindLog, event.KindStopped:
			continue
		}
		if e.Source == nil {
			t.Errorf("event %d, %s, has no source", e.Seq, eventName(e))
			continue
		}
		text, err := fs.ReadFile(sources, e.Source.File)
		if err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSpace(strings.Split(string(text), "\n")[e.Source.Line-1])
		i := slices.IndexFunc(want[eventName(e)], func(code string) bool { return strings.Contains(line, code) })
		if i < 0 {
			t.Errorf("event %d, %s, has the source %s:%d: %s", e.Seq, eventName(e), e.Source.File, e.Source.Line, line)
			continue
		}
		met[eventName(e)+want[eventName(e)][i]] = true
	}
	for kind, codes := range want {
		for _, code := range codes {
			if !met[kind+code] {
				t.Errorf("no %s has the source %s", kind, code)
			}
		}
	}
}

// exchange sends a text, reads an answer of so many bytes, and closes gracefully.
func exchange(t *testing.T, conn net.Conn, text string, answer int) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, answer)); err != nil {
		t.Fatal(err)
	}
	closeGracefully(t, conn)
}

// closeGracefully half-closes, reads to the end, and closes.
func closeGracefully(t *testing.T, conn net.Conn) {
	t.Helper()
	if secure, ok := conn.(*tls.Conn); ok {
		_ = secure.CloseWrite()
		conn = secure.NetConn()
	}
	_ = conn.(interface{ CloseWrite() error }).CloseWrite()
	if _, err := io.Copy(io.Discard, conn); err != nil {
		t.Error(err)
	}
	conn.Close()
}

// awaitIdle waits until the server blocks in Accept, and in a call on each of n
// connections, from each of which it has read so many bytes.
func awaitIdle(t *testing.T, l *lab.Lab, n int, read int64) event.Connections {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	defer cancel()
	for {
		now := l.Connections()
		busy := func(c event.Connection) bool { return c.Call == "" || c.BytesIn < read }
		if now.Accepting != nil && len(now.Connections) == n && !slices.ContainsFunc(now.Connections, busy) {
			return now
		}
		if err := l.Events().Wait(ctx, now.Seq); err != nil {
			t.Fatalf("the server does not become idle: %v, %+v", err, now)
		}
	}
}

// countingConn counts the bytes sent. Only one goroutine may write.
type countingConn struct {
	net.Conn
	sent int64
}

func (c *countingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sent += int64(n)
	return n, err
}

func (c *countingConn) CloseWrite() error { return c.Conn.(tcpConn).CloseWrite() }

func TestLinesOfTheExamples(t *testing.T) {
	accepting := map[string][]string{"waiting accept": {"ln.Accept()"}, "accept": {"ln.Accept()"}}
	tests := []struct {
		slug  string
		drive func(t *testing.T, l *lab.Lab)
		want  map[string][]string
	}{
		{"echo", func(t *testing.T, l *lab.Lab) {
			conn := dial(t, l)
			awaitIdle(t, l, 1, 0)
			exchange(t, conn, "hello\n", 6)
		}, map[string][]string{
			"waiting read": {"conn.Read(buf)"}, "read": {"conn.Read(buf)"},
			"write": {"conn.Write(buf[:n])"}, "close": {"defer conn.Close()"},
		}},
		{"multi", func(t *testing.T, l *lab.Lab) {
			conn := dial(t, l)
			awaitIdle(t, l, 1, 0)
			fmt.Fprintf(conn, "%05000d", 0) // too long; the server waits for its end
			awaitIdle(t, l, 1, 5000)
			exchange(t, conn, "\nhello\n", len("Line too long. The limit is 4096 bytes.\nEcho: hello\n"))
		}, map[string][]string{
			"waiting read": {"line, err := lines.ReadSlice('\\n')", "if _, err := lines.ReadSlice('\\n')"},
			"read":         {"line, err := lines.ReadSlice('\\n')", "if _, err := lines.ReadSlice('\\n')"},
			"write":        {`fmt.Fprintf(conn, "Echo: %s\n"`, `fmt.Fprintf(conn, "Line too long`},
			"close":        {"defer conn.Close()"},
		}},
		{"broadcast", func(t *testing.T, l *lab.Lab) {
			conn := dial(t, l)
			awaitIdle(t, l, 1, 0)
			exchange(t, conn, "hello\n", 6)
		}, map[string][]string{
			"waiting read": {"lines.ReadSlice('\\n')"}, "read": {"lines.ReadSlice('\\n')"},
			"write": {"c.conn.Write(some)"}, "close": {"defer c.conn.Close()"},
		}},
		{"secure", func(t *testing.T, l *lab.Lab) {
			conn := &countingConn{Conn: dial(t, l)}
			awaitIdle(t, l, 1, 0)
			secure := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
			if err := secure.Handshake(); err != nil {
				t.Fatal(err)
			}
			awaitIdle(t, l, 1, conn.sent) // after the handshake
			exchange(t, secure, "hello\n", len("SECURE: hello\n"))
		}, map[string][]string{
			"waiting read": {"conn.HandshakeContext(handshake)", "lines.ReadSlice('\\n')"},
			"read":         {"conn.HandshakeContext(handshake)", "lines.ReadSlice('\\n')"},
			"write":        {"conn.HandshakeContext(handshake)", `fmt.Fprintf(conn, "SECURE: %s\n"`, "defer conn.Close()"},
			"close":        {"defer conn.Close()"},
		}},
		{"limits", func(t *testing.T, l *lab.Lab) {
			var three [3]net.Conn
			for i := range three {
				three[i] = dial(t, l)
			}
			awaitIdle(t, l, 3, 0)
			fourth := dial(t, l)
			awaitIdle(t, l, 4, 0)
			exchange(t, fourth, "", len("Server busy. Try again later.\n"))
			exchange(t, three[0], "hello\n", 6)
			closeGracefully(t, three[1])
			closeGracefully(t, three[2])
		}, map[string][]string{
			"waiting read": {"conn.Read(buf)", "io.Copy(io.Discard, conn)"},
			"read":         {"conn.Read(buf)", "io.Copy(io.Discard, conn)"},
			"write":        {"conn.Write(buf[:n])", "io.WriteString(conn, line)"},
			"close-write":  {"half.CloseWrite()"},
			"close":        {"defer conn.Close()"},
		}},
	}
	for _, tt := range tests {
		maps.Copy(tt.want, accepting)
		t.Run(tt.slug, func(t *testing.T) {
			program, _ := server.Find(tt.slug)
			forEachNetwork(t, func(t *testing.T, n network) {
				l := n.run(t, program)
				tt.drive(t, l)
				awaitIdle(t, l, 0, 0)
				l.Stop()
				checkLines(t, readEvents(t, l, event.KindStopped), program.Sources, tt.want)
			})
		})
	}
}

// serveIndirectly makes all calls by way of the standard library.
func serveIndirectly(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	cert, err := secure.LoadCertificate("", "")
	if err != nil {
		return err
	}
	for _, handle := range []func(net.Conn){
		func(conn net.Conn) {
			defer conn.Close()
			_, _ = bufio.NewReader(conn).ReadString('\n') // by bufio
			out := bufio.NewWriterSize(conn, 64)
			_, _ = out.WriteString("more than ")
			_, _ = fmt.Fprintln(out, strings.Repeat("x", 100)) // by fmt and bufio
			_ = out.Flush()
		},
		func(conn net.Conn) {
			defer conn.Close()
			_, _ = io.Copy(conn, conn) // by io
		},
		func(conn net.Conn) {
			secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}})
			defer secure.Close()
			scan := bufio.NewScanner(secure)
			for scan.Scan() { // by TLS
				_, _ = fmt.Fprintln(secure, scan.Text()) // by fmt and TLS
			}
		},
		func(conn net.Conn) {
			func() { _ = conn.Close() }() // by a closure
		},
	} {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		handle(conn)
	}
	<-ctx.Done()
	return nil
}

// TestLinesOfIndirectCalls: calls by way of the standard library are attributed to
// the server's lines.
func TestLinesOfIndirectCalls(t *testing.T) {
	l := networks[0].run(t, lab.Program{Serve: serveIndirectly, Sources: os.DirFS(".")})
	exchange(t, dial(t, l), "hello\n", 111)
	exchange(t, dial(t, l), "hello\n", 6)
	exchange(t, tls.Client(dial(t, l), &tls.Config{InsecureSkipVerify: true}), "hello\n", 6)
	closeGracefully(t, dial(t, l))
	l.Stop()
	checkLines(t, withoutWaits(readEvents(t, l, event.KindStopped)), os.DirFS("."), map[string][]string{
		"accept": {"ln.Accept()"},
		"read":   {"// by bufio", "// by io", "// by TLS"},
		"write":  {"// by fmt and bufio", "out.Flush()", "// by io", "// by TLS", "// by fmt and TLS", "defer secure.Close()"},
		"close":  {"defer conn.Close()", "defer secure.Close()", "// by a closure"},
	})
}
