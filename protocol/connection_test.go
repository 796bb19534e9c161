package protocol

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"
)

// fakeEnds are endpoints whose reads return the errors of a list.
type fakeEnds struct {
	reads     []error // of CopyOnce; nil is a read of bytes
	resets    []error // of AwaitReset
	sendErr   error
	sent      []string // types of control messages, with the reason of closed
	unblocked int
	halfClose int
	network   Network
	vanished  bool
	onSend    func()
}

func (f *fakeEnds) Send(m ControlMessage) error {
	f.sent = append(f.sent, m.Type)
	if f.onSend != nil {
		f.onSend()
	}
	return f.sendErr
}

func (f *fakeEnds) Finish(m ControlMessage) { f.sent = append(f.sent, m.Type+" "+m.Reason) }
func (f *fakeEnds) HalfClose()              { f.halfClose++ }
func (f *fakeEnds) Unblock()                { f.unblocked++ }
func (f *fakeEnds) SetNetwork(n Network)    { f.network = n }
func (f *fakeEnds) Vanish()                 { f.vanished = true }

func (f *fakeEnds) CopyOnce() error {
	err := f.reads[0]
	f.reads = f.reads[1:]
	return err
}

func (f *fakeEnds) AwaitReset() error {
	err := f.resets[0]
	f.resets = f.resets[1:]
	return err
}

// newConnection returns a connection between ends, and the server's end of its TCP
// connection.
func newConnection(t *testing.T, ends Endpoints) (c *Connection, server net.Conn, lab *fakeLab) {
	t.Helper()
	tcp, server := net.Pipe()
	t.Cleanup(func() { tcp.Close(); server.Close() })
	lab = newFakeLab()
	c = NewConnection(lab, nil, ends)
	c.Connected(tcp)
	return c, server, lab
}

func TestDownload(t *testing.T) {
	again := os.ErrDeadlineExceeded
	tests := []struct {
		name  string
		ends  fakeEnds
		event func(*Connection) // before the download
		want  []string
		err   error
	}{
		{"the server's reset", fakeEnds{reads: []error{nil, nil, syscall.ECONNRESET}}, nil, []string{"closed reset"}, nil},
		{"FIN, then the page's", fakeEnds{reads: []error{nil, io.EOF}}, func(c *Connection) { c.State.MarkFINSent() }, []string{"eof", "closed eof"}, nil},
		{"FIN, then a reset", fakeEnds{reads: []error{io.EOF}, resets: []error{again, syscall.ECONNRESET}}, nil, []string{"eof", "closed reset"}, nil},
		{"FIN at the lab's end", fakeEnds{reads: []error{io.EOF}}, func(c *Connection) { c.LabEnded() }, []string{"closed error"}, nil},
		{"the page cannot be written to", fakeEnds{reads: []error{nil, ErrPageGone}}, nil, nil, ErrPageGone},
		{"the page cannot get the FIN", fakeEnds{reads: []error{io.EOF}, sendErr: io.ErrClosedPipe}, nil, []string{"eof"}, ErrPageGone},
		{"a page that has gone gets nothing", fakeEnds{reads: []error{syscall.ECONNRESET}}, func(c *Connection) { c.PageLeft() }, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _, _ := newConnection(t, &tt.ends)
			if tt.event != nil {
				tt.event(c)
			}
			if err := c.Download(); !errors.Is(err, tt.err) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			if !slices.Equal(tt.ends.sent, tt.want) {
				t.Errorf("sent %q, want %q", tt.ends.sent, tt.want)
			}
		})
	}
}

func TestDownloadOfStoppedLab(t *testing.T) {
	ends := &fakeEnds{reads: []error{io.EOF}}
	c, _, lab := newConnection(t, ends)
	close(lab.ending)
	if err := c.Download(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"closed lab-stopped"}; !slices.Equal(ends.sent, want) {
		t.Errorf("sent %q, want %q", ends.sent, want)
	}
	if m := c.State.ConnectError(syscall.ECONNREFUSED); m.Reason != ReasonLabStopped {
		t.Errorf("connecting to a stopped lab: %s", m.Reason)
	}
}

func TestControl(t *testing.T) {
	ends := &fakeEnds{}
	c, server, _ := newConnection(t, ends)
	paused := func() bool { return !c.Pauser.DoUnlessPaused(func() {}) }
	if c.Control(Control{Type: Pause}) != nil || !paused() || c.Control(Control{Type: Resume}) != nil || paused() {
		t.Error("pause and resume have no effect")
	}
	if c.Control(Control{Type: HalfClose}) != nil || ends.halfClose != 1 {
		t.Error("half-close has no effect")
	}
	if _, ok := AsViolation(c.Control(Control{Type: "dance"})); !ok {
		t.Error("an unknown control is no violation")
	}
	_ = c.Control(Control{Type: Pause})
	if err := c.Control(Control{Type: Reset}); err != nil {
		t.Error(err)
	}
	if paused() || ends.unblocked != 1 || c.State.PageReceives() {
		t.Error("reset does not unblock the download")
	}
	_ = server.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := server.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("after reset: %v", err)
	}
}

func TestSetNetwork(t *testing.T) {
	ends := &fakeEnds{}
	c, _, lab := newConnection(t, ends)
	for _, n := range []Network{{Latency: 200}, {Latency: MaxLatency, Buffer: MaxBuffer}, {}} {
		if err := c.Control(Control{SetNetwork, n}); err != nil || ends.network != n {
			t.Errorf("%+v: error %v, network %+v", n, err, ends.network)
		}
	}
	want := []string{"200 ms each way", "10000 ms each way, buffers of 1048576 bytes", "as usual"}
	for _, n := range []Network{{Latency: -1}, {Latency: MaxLatency + 1}, {Buffer: -1}, {Buffer: MaxBuffer + 1}} {
		if v, ok := AsViolation(c.Control(Control{SetNetwork, n})); !ok || v.Code != codeMalformed {
			t.Errorf("%+v: %v is no violation", n, v)
		}
	}
	if !slices.Equal(lab.recorded, want) {
		t.Errorf("recorded %q, want %q", lab.recorded, want)
	}
}

// TestVanish: the page gets the reason, whatever the reader does at that moment.
func TestVanish(t *testing.T) {
	for name, ends := range map[string]*fakeEnds{
		"reading":   {reads: []error{nil, os.ErrDeadlineExceeded}},
		"half-open": {reads: []error{io.EOF}, resets: []error{os.ErrDeadlineExceeded}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _, lab := newConnection(t, ends)
			if name == "half-open" {
				ends.onSend = func() { _ = c.Control(Control{Type: Vanish}) }
			} else if err := c.Control(Control{Type: Vanish}); err != nil {
				t.Fatal(err)
			}
			if err := c.Download(); err != nil {
				t.Fatal(err)
			}
			if last := ends.sent[len(ends.sent)-1]; last != "closed vanished" || !ends.vanished {
				t.Errorf("sent %q, vanished %v", ends.sent, ends.vanished)
			}
			if !slices.Equal(lab.recorded, []string{"vanish"}) {
				t.Errorf("recorded %q", lab.recorded)
			}
		})
	}
}
