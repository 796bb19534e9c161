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
	tasks sync.WaitGroup // whose answers are not sent yet

	mu sync.Mutex // one writes at a time
}

// handle looks after one client, from its arrival to its end.
func handle(ctx context.Context, conn net.Conn, pool *pool, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	c := &client{conn: conn, pool: pool, log: log.With("peer", conn.RemoteAddr().String())}
	c.log.Info("client connected")
	if err := c.read(ctx); err != io.EOF && ctx.Err() == nil { // ctx is the server's
		c.log.Warn("connection lost", "error", err)
		return
	}
	c.tasks.Wait() // after EOF it may still wait for its answers
	c.log.Info("client disconnected")
}

// await sends the task's result. Until then it says now and then that the task
// is pending: to write is the only way to learn that a client has closed.
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

// write sends a line.
func (c *client) write(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()

	c.conn.SetWriteDeadline(time.Now().Add(patience))
	fmt.Fprintf(c.conn, format, args...)
}
