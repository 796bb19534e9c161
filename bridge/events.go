package bridge

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/lab"
	"socketschool/wire"
)

const (
	// batchTime is how late an event may come, so that a flood of them comes
	// in few frames.
	batchTime = 16 * time.Millisecond

	// batchSize bounds one frame, in events. A frame of so many is followed by
	// the next at once, as long as the viewer has credit.
	batchSize = 512

	// maxCredit is how many events a viewer may get in one go: as many as a lab
	// keeps. Each batchTime brings batchSize anew, so that the worst of floods
	// is told at 32,000 events a second, and the server has the rest of the
	// machine.
	maxCredit = lab.DefaultHistory
)

// viewerPatience bounds how long a viewer may leave a frame unread: it loses
// nothing, since it can come back with the number of the last event it has.
const viewerPatience = 30 * time.Second

// A viewer holds a batch while it sends. A quiet one holds none.
var batches = sync.Pool{New: func() any { return new(wire.Batch) }}

// viewer streams a lab's event log to one page.
type viewer struct {
	bridge *Bridge
	sock   *socket
	lab    *lab.Lab
	after  uint64
	cache  *wire.EventCache // shared by the lab's viewers
	credit int              // events that may be sent without a pause
}

// run streams until the page leaves or the bridge closes. The log of a lab that
// has ended can still be read.
func (v *viewer) run() {
	var admitted bool
	if v.cache, admitted = v.bridge.admitViewer(v.lab); !admitted {
		v.sock.hangUp(websocket.CloseTryAgainLater, fmt.Sprintf(
			"this lab already has %d viewers, its limit", v.bridge.cfg.ViewersPerLab))
		v.sock.drain()
		v.sock.abort()
		return
	}
	defer v.bridge.leaveViewer(v.lab)
	defer v.lab.Watch()()

	ctx, cancel := context.WithCancel(v.bridge.ctx)
	streamed := make(chan struct{})
	go func() {
		defer close(streamed)
		v.stream(ctx)
	}()
	v.listen()
	cancel()
	v.sock.abort()
	<-streamed
}

// listen reads the page for as long as it is there. It has nothing to say.
func (v *viewer) listen() {
	_, _, err := v.sock.ws.NextReader()
	breach, ok := wire.AsViolation(err)
	if err == nil {
		breach, ok = errEventsTalk, true
	}
	if ok {
		v.sock.hangUp(breach.Code, breach.Reason)
		v.sock.drain()
	}
}

func (v *viewer) stream(ctx context.Context) {
	log := v.lab.Events()
	v.credit = maxCredit
	var pause *time.Timer
	for {
		if log.Wait(ctx, v.after) != nil {
			v.sock.hangUp(websocket.CloseGoingAway, "the playground is shutting down")
			return
		}
		if pause == nil {
			pause = time.NewTimer(batchTime)
			defer pause.Stop()
		} else {
			<-pause.C
			pause.Reset(batchTime)
			v.credit = min(v.credit+batchSize, maxCredit)
		}
		if !v.sendNew(log) {
			v.sock.abort()
			return
		}
	}
}

// sendNew sends what the log has, as far as the viewer's credit goes.
func (v *viewer) sendNew(log *lab.Log) bool {
	b := batches.Get().(*wire.Batch)
	defer batches.Put(b)
	for full := true; full && v.credit > 0; {
		full = b.Fill(log, v.cache, v.after, min(batchSize, v.credit))
		if b.Count == 0 {
			return true
		}
		v.after = b.Last
		v.credit -= b.Count
		v.bridge.Stats.EventsSkipped.Add(b.Skipped)
		_ = v.sock.conn.SetWriteDeadline(time.Now().Add(viewerPatience))
		if err := v.sock.send(websocket.TextMessage, b.Frame); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				v.bridge.Stats.PagesGivenUp.Add(1)
			}
			return false
		}
	}
	return true
}
