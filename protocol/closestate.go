package protocol

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// LingerTime is how long a closing connection may take to transfer the rest of
// its bytes, in either direction.
const LingerTime = 2 * time.Second

// LingerDeadline returns now + LingerTime.
func LingerDeadline() time.Time { return time.Now().Add(LingerTime) }

// Expired is a deadline in the past. Setting it unblocks a pending Read or Write.
var Expired = time.Unix(1, 0)

// Lab is what a connection must know of the lab it connects to.
type Lab interface {
	Ending() <-chan struct{} // closed when the lab begins to end
	Failure() string         // why the lab has failed; empty if it has not

	// RecordNetwork adds to the lab's events that the network of the client at that
	// address is now as described, and RecordVanish that the client has vanished.
	RecordNetwork(peer, description string)
	RecordVanish(peer string)
}

// CloseState collects why a connection is closing. Any goroutine may report to
// it. The one goroutine that reads from the server calls Next after each read,
// and Result once the server has sent its FIN.
type CloseState struct {
	lab         Lab
	shutdown    <-chan struct{}
	wakeup      chan struct{}
	lingerUntil time.Time // the reader's

	mu          sync.Mutex
	conn        readDeadliner // nil before setConn
	receivedFIN bool
	sentFIN     bool
	pageReset   bool
	pageGone    bool
	labEnded    bool
	vanished    bool
	writeErr    error
}

type readDeadliner interface{ SetReadDeadline(time.Time) error }

// init sets the state for a client of lab. shutdown is closed when all labs are
// about to end; it may be nil.
func (s *CloseState) init(lab Lab, shutdown <-chan struct{}) {
	s.lab, s.shutdown, s.wakeup = lab, shutdown, make(chan struct{}, 1)
}

// setConn sets the connection that is read, for wake to set its deadline. It may be called
// again with one that takes its place.
func (s *CloseState) setConn(conn readDeadliner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = conn
	if s.labEnded || s.writeErr != nil || s.vanished || s.sentFIN && s.receivedFIN {
		s.wake()
	}
}

// wake makes the reader check the state. The caller holds s.mu.
func (s *CloseState) wake() {
	select {
	case s.wakeup <- struct{}{}:
	default:
	}
	if s.conn != nil {
		_ = s.conn.SetReadDeadline(Expired)
	}
}

// Wake receives a value when the state changes. A reader that waits on a
// half-open connection must then call Result again.
func (s *CloseState) Wake() <-chan struct{} { return s.wakeup }

// Action is what the reader does next.
type Action int

// The actions that Next returns.
const (
	Continue Action = iota // read on
	HalfOpen               // the server has sent its FIN; the page may still send
	Finish                 // the connection is over
)

// Next returns what to do after a read from the server that returned err. An
// exceeded deadline means that the state has changed: Next then allows
// LingerTime for the rest of the server's bytes.
func (s *CloseState) Next(err error) Action {
	switch {
	case s.Vanished():
		return Finish
	case err == nil:
		return Continue
	case errors.Is(err, os.ErrDeadlineExceeded):
		return s.linger()
	case errors.Is(err, io.EOF) && s.receiveFIN():
		return HalfOpen
	}
	return Finish
}

func (s *CloseState) linger() Action {
	if s.lingerUntil.IsZero() {
		s.lingerUntil = LingerDeadline()
	}
	if !time.Now().Before(s.lingerUntil) {
		return Finish
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.conn.SetReadDeadline(s.lingerUntil)
	return Continue
}

// receiveFIN records the server's FIN. It reports whether the page's half of the
// connection stays open, which it does not if the page or the lab is going away.
func (s *CloseState) receiveFIN() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receivedFIN = true
	return !s.labEnded && !s.pageGone && !s.LabEnding()
}

// BothEnded reports whether each side has sent its FIN. Bytes of either may still be in the
// kernel.
func (s *CloseState) BothEnded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sentFIN && s.receivedFIN
}

// Result reports whether a connection whose server has sent its FIN is over,
// and returns its last message.
func (s *CloseState) Result() (last ControlMessage, over bool) {
	s.mu.Lock()
	fin, over := s.sentFIN, s.writeErr != nil || s.labEnded || s.pageGone || s.pageReset || s.vanished
	s.mu.Unlock()
	switch {
	case over:
		return s.CloseMessage(io.EOF), true
	case fin:
		return ClosedNormally(), true
	}
	return ControlMessage{}, false
}

// CloseMessage returns the connection's last message. read is the last error of
// reading from the server.
func (s *CloseState) CloseMessage(read error) ControlMessage {
	s.mu.Lock()
	cause := CloseCause{PageReset: s.pageReset, Vanished: s.vanished, Read: read, Write: s.writeErr}
	s.mu.Unlock()
	if s.LabEnding() {
		cause.LabEnded, cause.LabFailure = true, s.lab.Failure()
	}
	return cause.Message()
}

// ConnectError returns the only message of a client that could not connect.
func (s *CloseState) ConnectError(err error) ControlMessage {
	if s.LabEnding() {
		return LabEnded(s.lab.Failure())
	}
	return NotConnected(err)
}

// LabEnding reports whether the lab has ended or is about to. A lab that ends with another
// may have IsEnding, since its channel is closed somewhat later than the other's.
func (s *CloseState) LabEnding() bool {
	if l, ok := s.lab.(interface{ IsEnding() bool }); ok && l.IsEnding() {
		return true
	}
	select {
	case <-s.lab.Ending():
		return true
	case <-s.shutdown:
		return true
	default:
		return false
	}
}

// MarkFINSent records that the page's FIN has been sent to the server.
func (s *CloseState) MarkFINSent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sentFIN = true
	if s.receivedFIN { // otherwise the reader has more to read
		s.wake()
	}
}

// MarkWriteFailed records the error of writing to the server.
func (s *CloseState) MarkWriteFailed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeErr = err
	s.wake()
}

// MarkPageReset records that the page asked for an RST.
func (s *CloseState) MarkPageReset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageReset = true
}

// MarkVanished records that the page's client has vanished.
func (s *CloseState) MarkVanished() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vanished = true
	s.wake()
}

// Vanished reports whether the page's client has vanished: nothing may be sent to the
// server any more, and its connection must not be closed.
func (s *CloseState) Vanished() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vanished
}

// MarkPageGone records that the page has closed its end.
func (s *CloseState) MarkPageGone() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageGone = true
}

// MarkLabEnded records that the lab ends: the server's FIN or RST has been sent
// or is about to be.
func (s *CloseState) MarkLabEnded() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.labEnded = true
	s.wake()
}

// PageGone reports whether the page has closed its end.
func (s *CloseState) PageGone() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pageGone
}

// PageReceives reports whether the page still takes bytes: it has neither closed
// its end nor asked for an RST, and its client has not vanished.
func (s *CloseState) PageReceives() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.pageGone && !s.pageReset && !s.vanished
}
