package check

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/check/internal/faulty"
	"socketschool/lab"
)

// slowReturns is a network whose writes return to the server after the client has the
// bytes, as they do on a busy machine.
type slowReturns struct{ Memory }

func (n slowReturns) Listen() (net.Listener, Dial, error) {
	ln, dial, err := n.Memory.Listen()
	return slowListener{ln}, dial, err
}

type slowListener struct{ net.Listener }

func (l slowListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return slowConn{conn}, err
}

type slowConn struct{ net.Conn }

func (c slowConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	time.Sleep(2 * moreLimit)
	return n, err
}

// TestLateEvent: a server that sends something after a silence that is long enough is right,
// also where the client has the bytes before the log has the event.
func TestLateEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := Run(t.Context(), Config{
			Program: lab.Program{Slug: "test", Serve: faulty.LosesPatience},
			Network: slowReturns{},
			Checks: []Check{{Name: "it", Run: func(t *T) {
				a := t.Connect("a")
				t.Wait(300 * time.Millisecond)
				a.ExpectNothing(400 * time.Millisecond)
				a.ExpectContaining("patience")
			}}},
		})[0]
		if got.Outcome != Passed {
			t.Errorf("%+v", got)
		}
	})
}
