package bridge

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/lab"
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

	// chunkSize is how many events are copied out of the log at once.
	chunkSize = 64
)

// scratch is what a viewer needs while it sends. A quiet one holds none.
type scratch struct {
	events [chunkSize]lab.Event
	frame  []byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// viewer streams a lab's event log to one page.
type viewer struct {
	bridge *Bridge
	sock   *socket
	lab    *lab.Lab
	after  uint64
	credit int // events that may be sent without a pause
}

// run streams until the page leaves or the bridge closes. The log of a lab that
// has ended can still be read.
func (v *viewer) run() {
	v.bridge.Stats.Viewers.Add(1)
	defer v.bridge.Stats.Viewers.Add(-1)
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
	if err == nil {
		v.sock.hangUp(errEventsTalk.code, errEventsTalk.reason)
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
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for full := true; full && v.credit > 0; {
		before := v.after
		full = v.fill(s, log)
		if v.after == before {
			return true
		}
		if v.sock.send(websocket.TextMessage, s.frame) != nil {
			return false
		}
	}
	return true
}

// fill makes one frame, {"events":[…],"skipped":N}, and reports whether there
// may be more. What was skipped came before the frame's first event: a gap that
// opens while the frame is made ends it.
func (v *viewer) fill(s *scratch, log *lab.Log) (full bool) {
	s.frame = append(s.frame[:0], `{"events":[`...)
	count, skipped := 0, uint64(0)
	for count < batchSize && v.credit > 0 {
		n, missed := log.Read(s.events[:min(chunkSize, batchSize-count, v.credit)], v.after)
		if n == 0 {
			break
		}
		if missed > 0 {
			if count > 0 {
				full = true
				break
			}
			skipped = missed
		}
		for i := range s.events[:n] {
			if count > 0 {
				s.frame = append(s.frame, ',')
			}
			s.frame = s.events[i].AppendJSON(s.frame)
			count++
		}
		v.after = s.events[n-1].Seq
		v.credit -= n
	}
	s.frame = append(s.frame, `],"skipped":`...)
	s.frame = append(strconv.AppendUint(s.frame, skipped, 10), '}')
	v.bridge.Stats.EventsSkipped.Add(skipped)
	return full || count == batchSize
}
