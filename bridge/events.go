package bridge

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/lab"
	"socketschool/lab/event"
	"socketschool/protocol"
)

const (
	// batchTime is how long events are collected before they are sent.
	batchTime = 16 * time.Millisecond

	// batchSize bounds one frame, in events. A full frame is followed by the next
	// at once, up to maxBurst.
	batchSize = 512

	// maxBurst is how many events a viewer may get at once: as many as a lab
	// keeps. In the long run a viewer gets batchSize every batchTime. That limits
	// a flood to 32,000 events a second, and leaves the rest of the machine to the
	// server.
	maxBurst = event.DefaultHistory
)

// viewerTimeout bounds how long a viewer may leave a frame unread. A viewer that
// reconnects with the number of its last event loses nothing.
const viewerTimeout = 30 * time.Second

// errEventsReadOnly is the violation of a viewer that sends a message.
var errEventsReadOnly = &protocol.Violation{Code: pagesocket.CloseUnsupported,
	Reason: "an events connection takes no messages from the page"}

// eventBuffer is what a viewer needs to send events. An idle viewer holds none.
type eventBuffer struct {
	reader event.Reader
	frame  protocol.EventFrame
}

var eventBuffers = sync.Pool{New: func() any { return new(eventBuffer) }}

// viewer streams a lab's event log to one page.
type viewer struct {
	bridge *Bridge
	sock   *pagesocket.Socket
	lab    *lab.Lab
	after  uint64
	cache  *event.Cache // shared by the lab's viewers
	tokens int          // events that may be sent now: a token bucket
}

// run streams until the page closes the WebSocket or the bridge is closed. It
// also streams the log of a lab that has ended.
func (v *viewer) run() {
	var ok bool
	if v.cache, ok = v.bridge.registerViewer(v.lab); !ok {
		v.sock.CloseWith(pagesocket.CloseTryAgainLater, fmt.Sprintf(
			"this lab already has %d viewers, its limit", v.bridge.cfg.ViewersPerLab))
		v.sock.Drain()
		v.sock.Abort()
		return
	}
	defer v.bridge.unregisterViewer(v.lab)
	defer v.lab.Attach()()

	ctx, cancel := context.WithCancel(v.bridge.ctx)
	streamed := make(chan struct{})
	go func() {
		defer close(streamed)
		v.stream(ctx)
	}()
	v.awaitClose()
	cancel()
	v.sock.Abort()
	<-streamed
}

// awaitClose reads until the page closes the WebSocket. A message is a violation.
func (v *viewer) awaitClose() {
	_, _, err := v.sock.Next()
	violation, ok := protocol.AsViolation(err)
	if err == nil {
		violation, ok = errEventsReadOnly, true
	}
	if ok {
		v.sock.CloseWith(violation.Code, violation.Reason)
		v.sock.Drain()
	}
}

func (v *viewer) stream(ctx context.Context) {
	log := v.lab.Events()
	v.tokens = maxBurst
	var pause *time.Timer
	for {
		if log.Wait(ctx, v.after) != nil {
			v.sock.CloseWith(pagesocket.CloseGoingAway, "the playground is shutting down")
			return
		}
		if pause == nil {
			pause = time.NewTimer(batchTime)
			defer pause.Stop()
		} else {
			<-pause.C
			pause.Reset(batchTime)
			v.tokens = min(v.tokens+batchSize, maxBurst)
		}
		if !v.sendNew(log) {
			v.sock.Abort()
			return
		}
	}
}

// sendNew sends the new events of the log, as many as the viewer has tokens for. It
// returns false if the page cannot be written to.
func (v *viewer) sendNew(log *event.Log) bool {
	b := eventBuffers.Get().(*eventBuffer)
	b.reader.Log, b.reader.Cache = log, v.cache
	defer func() {
		b.reader.Log, b.reader.Cache = nil, nil
		eventBuffers.Put(b)
	}()
	frame := &b.frame
	for full := true; full && v.tokens > 0; {
		full = frame.Fill(&b.reader, v.after, min(batchSize, v.tokens))
		if frame.Count == 0 {
			return true
		}
		v.after = frame.Last
		v.tokens -= frame.Count
		v.bridge.Stats.EventsSkipped.Add(frame.Skipped)
		v.sock.SetWriteDeadline(time.Now().Add(viewerTimeout))
		if err := v.sock.SendText(frame.JSON); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				v.bridge.Stats.PageTimeouts.Add(1)
			}
			return false
		}
	}
	return true
}
