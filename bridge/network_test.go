package bridge_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"socketschool/bridge"
	"socketschool/lab/tcpstate"
	"socketschool/server/servertest"
)

// TestOverNetwork runs what holds of every client for clients that ask for another network
// as soon as they are connected.
func TestOverNetwork(t *testing.T) {
	overNetwork = true
	defer func() { overNetwork = false }()
	for name, test := range map[string]func(*testing.T){
		"BytesBothWays":    TestBytesBothWays,
		"FrameBoundaries":  TestFrameBoundaries,
		"HalfClose":        TestHalfClose,
		"ServerHalfCloses": TestServerHalfCloses,
		"ServerCloses":     TestServerCloses,
		"ServerResets":     TestServerResets,
		"PageResets":       TestPageResets,
		"PageLeaves":       TestPageLeaves,
		"LabStops":         TestLabStops,
		"ServerFails":      TestServerFails,
		"TLS":              TestTLS,
	} {
		t.Run(name, test)
	}
}

// TestLatency: bytes take at least the latency in either direction, and the events say so.
func TestLatency(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	p := f.connect()
	p.send("quick")
	p.expect("quick")
	p.sendText(`{"type":"network","latency":50}`)
	begin := time.Now()
	p.send("slow")
	p.expect("slow")
	if took := time.Since(begin); took < 100*time.Millisecond {
		t.Errorf("there and back took %v", took)
	}
	f.expectEvent(`"kind":"network","conn":1`, `"message":"50 ms each way"`)
	p.sendControl("half-close")
	p.expectEOF()
	p.expectClosed("eof")
}

// TestNetworkChangesInTransfer: bytes keep their order when the relay comes in while both
// directions are busy.
func TestNetworkChangesInTransfer(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	p := f.connect()
	const pieces = 400
	var want strings.Builder
	for i := range pieces {
		fmt.Fprintf(&want, "%08d%s\n", i, strings.Repeat("x", 4000))
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		text := want.String()
		for i := range pieces {
			if i == pieces/2 {
				p.sendText(`{"type":"network","latency":1}`)
			}
			p.send(text[i*4009 : (i+1)*4009])
		}
	}()
	p.expect(want.String())
	<-sent
}

// TestVanish: the server gets nothing from a client that has vanished, and TCP still calls its
// connection open. Its end stays open until the server closes it.
func TestVanish(t *testing.T) {
	for _, over := range []bool{false, true} {
		t.Run(fmt.Sprint("network ", over), func(t *testing.T) {
			overNetwork = over
			defer func() { overNetwork = false }()
			s := newReports()
			closeIt := make(chan struct{})
			f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
				buf := make([]byte, 10)
				n, _ := conn.Read(buf)
				_, _ = conn.Write(buf[:n])
				_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
				_, err := conn.Read(buf)
				s.add(errors.Unwrap(err).Error())
				<-closeIt
			}), bridge.Config{ClientsPerLab: 1, PingInterval: 200 * time.Millisecond})
			p := f.connect()
			p.send("x")
			p.expect("x")
			p.sendControl("vanish")
			p.expectClosed("vanished")
			p.ws.Close()
			f.expectEvent(`"kind":"vanish","conn":1`)
			if got := s.next(t); got != "i/o timeout" {
				t.Errorf("the server's Read returned %s", got)
			}
			if detail := f.open("/clients", bridge.ClientProtocol).expectClosed("refused"); !strings.Contains(detail, "1 clients") {
				t.Errorf("another client is refused with %q", detail)
			}
			states := tcpstate.Of(f.lab.Conns(), f.bridge.Conns(f.lab)).Connections
			if len(states) != 1 || !states[0].Client.Vanished {
				t.Fatalf("TCP knows %+v, want a client that has vanished", states)
			}
			if runtime.GOOS == "linux" && states[0].Server.State != "ESTABLISHED" {
				t.Errorf("the server's end is %s", states[0].Server.State)
			}
			close(closeIt)
			f.expectEvent(`"kind":"close","conn":1`)
			for deadline := time.Now().Add(testTimeout); len(f.bridge.Conns(f.lab)) > 0; runtime.Gosched() {
				if time.Now().After(deadline) {
					t.Fatal("the sweep does not close the client that has vanished")
				}
			}
		})
	}
}

// TestVanishedIsFoundByKeepAlive: the kernel finds a client that has vanished when nothing
// answers its probes.
func TestVanishedIsFoundByKeepAlive(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // only there does the kernel of the client's end answer nothing
	}
	s := newReports()
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
		probes := net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: time.Second, Count: 1}
		if err := conn.(interface {
			SetKeepAliveConfig(net.KeepAliveConfig) error
		}).SetKeepAliveConfig(probes); err != nil {
			s.add(err.Error())
			return
		}
		buf := make([]byte, 1)
		_, _ = io.ReadFull(conn, buf)
		_, _ = conn.Write(buf)
		_, err := conn.Read(buf)
		s.add(fmt.Sprint(err))
	}), bridge.Config{})
	p := f.connect()
	p.send("x")
	p.expect("x")
	p.sendControl("vanish")
	p.expectClosed("vanished")
	if got := s.next(t); !strings.HasSuffix(got, "connection timed out") {
		t.Errorf("the server's Read returned %s", got)
	}
}

// expectEvent waits for an event whose JSON has all of the texts.
func (f *fixture) expectEvent(texts ...string) {
	f.t.Helper()
	events := f.open("/events", bridge.EventsProtocol)
	for {
		_, frame, err := events.ws.ReadMessage()
		if err != nil {
			f.t.Fatalf("no event with %q: %v", texts, err)
		}
		all := true
		for _, text := range texts {
			all = all && strings.Contains(string(frame), text)
		}
		if all {
			events.ws.Close()
			return
		}
	}
}
