package pagesocket

import (
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/protocol"
)

// pingTimeout bounds how long one page can block a sweep.
const pingTimeout = time.Second

// beat sends a heartbeat if nothing was sent for PingInterval, and a ping if
// nothing was received for as long. It disconnects the page if nothing was
// received for PageTimeout. now is the time since the registry's start.
func (s *Socket) beat(now time.Duration) {
	cfg := &s.registry.cfg
	silence := now - time.Duration(s.lastReceived.Load())
	if silence >= cfg.PageTimeout && !s.stalled.Load() {
		cfg.OnTimeout() // first: it must be visible when the page is disconnected
		s.timeOut()
		return
	}
	beat := now-time.Duration(s.lastSent.Load()) >= cfg.PingInterval
	ping := (silence >= cfg.PingInterval || s.stalled.Load()) && now-s.lastPing >= cfg.PingInterval
	if !beat && !ping || !s.write.TryLock() {
		return // a message that is being written shows that we are alive
	}
	defer s.write.Unlock()
	var err error
	deadline := time.Now().Add(pingTimeout)
	if ping {
		s.lastPing = now
		err = s.ws.WriteControl(websocket.PingMessage, nil, deadline)
	}
	if beat && err == nil {
		s.lastSent.Store(int64(now))
		_ = s.ws.SetWriteDeadline(deadline)
		err = s.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"beat"}`))
		_ = s.ws.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		s.Abort()
	}
}

// timeOut disconnects the page. It sends a close message first, in case the page
// still receives.
func (s *Socket) timeOut() {
	if s.write.TryLock() {
		_ = s.ws.SetWriteDeadline(time.Now().Add(pingTimeout))
		frame, _ := json.Marshal(protocol.Closed(protocol.ReasonIdle,
			"Nothing was heard from this page for "+s.registry.cfg.PageTimeout.String()+"."))
		_ = s.ws.WriteMessage(websocket.TextMessage, frame)
		s.write.Unlock()
	}
	s.Abort()
}
