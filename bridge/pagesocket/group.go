package pagesocket

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"socketschool/protocol"
)

// The heartbeat of a Group's sockets.
const (
	groupPing    = 20 * time.Second
	groupTimeout = 60 * time.Second
)

// jsonTimeout bounds how long a page may leave a message unread.
const jsonTimeout = 30 * time.Second

// Group serves sockets that exchange JSON messages: it upgrades requests, runs a reader and
// a writer for each socket, and ends all of them.
type Group struct {
	log     *slog.Logger
	sockets *Registry
	ctx     context.Context
	cancel  context.CancelFunc
	wg      sync.WaitGroup // sweep and sockets

	mu      sync.Mutex
	closing bool
}

// NewGroup returns a group that is running. It must be closed. Its caller has checked the
// Origin of each request.
func NewGroup(log *slog.Logger) *Group {
	ctx, cancel := context.WithCancel(context.Background())
	g := &Group{log: log, ctx: ctx, cancel: cancel}
	g.sockets = NewRegistry(Config{
		PingInterval: groupPing, PageTimeout: groupTimeout,
		OnTimeout:   func() {},
		CheckOrigin: func(*http.Request) bool { return true },
	})
	g.wg.Go(g.sweep)
	return g
}

func (g *Group) sweep() {
	ticker := time.NewTicker(groupPing / 10)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			g.sockets.Sweep()
		case <-g.ctx.Done():
			return
		}
	}
}

// Close ends all sockets and waits for their goroutines.
func (g *Group) Close() {
	g.mu.Lock()
	g.closing = true
	g.mu.Unlock()
	g.cancel()
	g.sockets.AbortAll()
	g.wg.Wait()
}

// Serve upgrades the request and runs read and write, each in a goroutine. It returns once
// the WebSocket is open. When one of them returns, the socket is aborted.
func (g *Group) Serve(w http.ResponseWriter, r *http.Request, subprotocol string, read, write func(context.Context, *Socket)) {
	sock, err := g.sockets.Upgrade(w, r, subprotocol)
	if err != nil {
		g.log.Debug("upgrade refused", "error", err)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closing {
		sock.Abort()
		return
	}
	ctx, cancel := context.WithCancel(g.ctx)
	end := func() {
		cancel()
		sock.Abort()
	}
	g.wg.Go(func() {
		defer end()
		write(ctx, sock)
	})
	g.wg.Go(func() {
		defer end()
		read(ctx, sock)
	})
}

// ReadJSON reads the page's next message into v. A message that is larger than most bytes
// is a violation.
func (s *Socket) ReadJSON(most int, v any) error {
	text, r, err := s.Next()
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return err
	}
	if !text || len(raw) > most || json.Unmarshal(raw, v) != nil {
		return &protocol.Violation{Code: CloseUnsupported, Reason: fmt.Sprintf("a message is a JSON object of %d KiB at most", most>>10)}
	}
	return nil
}

// SendJSON sends v as JSON. It returns false if the page cannot be written to.
func (s *Socket) SendJSON(v any) bool {
	frame, err := json.Marshal(v)
	if err != nil {
		return false
	}
	s.SetWriteDeadline(time.Now().Add(jsonTimeout))
	return s.SendText(frame) == nil
}

// CloseOn closes with a violation as the reason, if err is one.
func (s *Socket) CloseOn(err error) {
	if v, ok := protocol.AsViolation(err); ok {
		s.CloseWith(v.Code, v.Reason)
		s.Drain()
	}
}
