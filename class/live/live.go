// Package live connects the pages of a class by WebSocket: a learner's page reports its
// work, and the instructor's page gets the room as it changes.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
	"socketschool/class/servers"
	"socketschool/protocol"
)

// The WebSocket subprotocols that a page offers.
const (
	MemberProtocol = "socketschool.member.v1"
	ClassProtocol  = "socketschool.class.v1"
	LookProtocol   = "socketschool.look.v1"
)

const (
	pingInterval = 20 * time.Second
	pageTimeout  = 60 * time.Second
	writeTimeout = 30 * time.Second

	// maxMessage bounds a message of a page, in bytes.
	maxMessage = 4 << 10

	// reportInterval is how often the reports of one page are taken, in the long run. A
	// page that sends more is not read from meanwhile.
	reportInterval = 500 * time.Millisecond
)

// Live serves the WebSockets of all rooms.
type Live struct {
	school  *class.School
	servers *servers.Rooms
	log     *slog.Logger
	sockets *pagesocket.Registry
	ctx     context.Context
	cancel  context.CancelFunc
	wg      sync.WaitGroup // sweep and sockets
	looks   looks

	mu      sync.Mutex
	closing bool
}

// New returns a Live that is running. It must be closed. Its caller has checked
// the Origin of each request.
func New(school *class.School, rooms *servers.Rooms, log *slog.Logger) *Live {
	ctx, cancel := context.WithCancel(context.Background())
	l := &Live{school: school, servers: rooms, log: log, ctx: ctx, cancel: cancel}
	l.sockets = pagesocket.NewRegistry(pagesocket.Config{
		PingInterval: pingInterval, PageTimeout: pageTimeout,
		OnTimeout:   func() {},
		CheckOrigin: func(*http.Request) bool { return true },
	})
	l.wg.Go(l.sweep)
	return l
}

func (l *Live) sweep() {
	ticker := time.NewTicker(pingInterval / 10)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			l.sockets.Sweep()
		case <-l.ctx.Done():
			return
		}
	}
}

// Close ends all WebSockets and waits for their goroutines.
func (l *Live) Close() {
	l.mu.Lock()
	l.closing = true
	l.mu.Unlock()
	l.cancel()
	l.sockets.AbortAll()
	l.wg.Wait()
}

// serve upgrades the request and runs read and write, each in a goroutine. It returns once
// the WebSocket is open. When one of them returns, the socket is aborted.
func (l *Live) serve(w http.ResponseWriter, r *http.Request, subprotocol string, read, write func(context.Context, *pagesocket.Socket)) {
	sock, err := l.sockets.Upgrade(w, r, subprotocol)
	if err != nil {
		l.log.Debug("upgrade refused", "error", err)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		sock.Abort()
		return
	}
	ctx, cancel := context.WithCancel(l.ctx)
	end := func() {
		cancel()
		sock.Abort()
	}
	l.wg.Go(func() {
		defer end()
		write(ctx, sock)
	})
	l.wg.Go(func() {
		defer end()
		read(ctx, sock)
	})
}

// readJSON reads the page's next message into v.
func readJSON(sock *pagesocket.Socket, v any) error {
	text, r, err := sock.Next()
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxMessage+1))
	if err != nil {
		return err
	}
	if !text || len(raw) > maxMessage || json.Unmarshal(raw, v) != nil {
		return &protocol.Violation{Code: pagesocket.CloseUnsupported, Reason: "a message is a JSON object of 4 KiB at most"}
	}
	return nil
}

// closeOn sends the page a violation as the reason of the close.
func closeOn(sock *pagesocket.Socket, err error) {
	if v, ok := protocol.AsViolation(err); ok {
		sock.CloseWith(v.Code, v.Reason)
		sock.Drain()
	}
}

// send sends v as JSON. It returns false if the page cannot be written to.
func send(sock *pagesocket.Socket, v any) bool {
	frame, err := json.Marshal(v)
	if err != nil {
		return false
	}
	sock.SetWriteDeadline(time.Now().Add(writeTimeout))
	return sock.SendText(frame) == nil
}

// isRefused reports whether the error is a refusal, and not a fault of the store.
func isRefused(err error) bool {
	_, ok := errors.AsType[*class.Refusal](err)
	return ok
}
