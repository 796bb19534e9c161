package bridge

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/lab"
)

const (
	// batchTime is how late an event may come, so that a flood of them comes
	// in few frames.
	batchTime = 16 * time.Millisecond

	// batchSize bounds one frame, in events.
	batchSize = 256
)

// batch is a text frame of an events connection.
type batch struct {
	Events  []lab.Event `json:"events"`
	Skipped uint64      `json:"skipped"`
}

// viewer streams a lab's event log to one page.
type viewer struct {
	bridge *Bridge
	sock   *socket
	lab    *lab.Lab
	after  uint64
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
		}
		if !v.sendNew(log) {
			v.sock.abort()
			return
		}
	}
}

// sendNew sends one frame of what the log has; the rest follows in the next.
func (v *viewer) sendNew(log *lab.Log) bool {
	events, skipped := log.Read(v.after, batchSize)
	v.after = events[len(events)-1].Seq
	v.bridge.Stats.EventsSkipped.Add(skipped)
	frame, err := json.Marshal(batch{events, skipped})
	if err != nil {
		v.bridge.cfg.Log.Error("encode events", "error", err)
		return false
	}
	return v.sock.send(websocket.TextMessage, frame) == nil
}
