package workers

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

const (
	pendingEvery = time.Second      // between two words about a task
	patience     = 10 * time.Second // for a client that does not read
)

// client is a connection with the tasks that it waits for.
type client struct {
	conn  net.Conn
	pool  *pool
	log   *slog.Logger
	leave context.CancelCauseFunc // ends all its tasks
	tasks sync.WaitGroup          // whose answers are not sent yet

	mu sync.Mutex // one writes at a time
}

// handle looks after one client, from its arrival to its end.
func handle(ctx context.Context, conn net.Conn, pool *pool, log *slog.Logger) {
	defer conn.Close()
	ctx, leave := context.WithCancelCause(ctx)
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	c := &client{conn: conn, pool: pool, log: log.With("peer", conn.RemoteAddr().String()), leave: leave}
	c.log.Info("client connected")
	err := c.read(ctx)
	if err != io.EOF {
		leave(err) // it is gone
	}
	c.tasks.Wait() // after EOF it may still wait for its answers
	leave(err)
	switch cause := context.Cause(ctx); {
	case cause == io.EOF, cause == context.Canceled: // the latter if the server stops
		c.log.Info("client disconnected")
	default:
		c.log.Warn("connection lost", "error", cause)
	}
}

// await sends the task's result. Until then it says now and then that the task
// is pending: to write is the only way to learn that it has closed.
func (c *client) await(ctx context.Context, t *task) {
	pending := time.NewTicker(pendingEvery)
	defer pending.Stop()
	for {
		select {
		case sum := <-t.sum:
			c.log.Info("task done", "word", t.word)
			c.write("done %s %x\n", t.word, sum)
			return
		case <-pending.C:
			c.write("pending %s\n", t.word)
		case <-ctx.Done():
			c.pool.drop(t)
			c.log.Info("task cancelled", "word", t.word, "error", context.Cause(ctx))
			return
		}
	}
}

// write sends a line. A client that it does not reach has left.
func (c *client) write(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()

	c.conn.SetWriteDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprintf(c.conn, format, args...); err != nil {
		c.leave(err)
	}
}
