package tcpstate

import (
	"net"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// The states that something depends on.
const (
	established   = "ESTABLISHED"
	finWait1      = "FIN_WAIT1"
	timeWaitState = "TIME_WAIT"
	closeWait     = "CLOSE_WAIT"
	lastAck       = "LAST_ACK"
	closing       = "CLOSING"
)

// stateNames are the kernel's states by number, from 1.
var stateNames = [...]string{
	1: established, 2: "SYN_SENT", 3: "SYN_RECV", 4: finWait1, 5: "FIN_WAIT2", 6: timeWaitState,
	7: closed, 8: closeWait, 9: lastAck, 10: "LISTEN", 11: closing, 12: "SYN_RECV",
}

// stateName returns "" for a state that there is not.
func stateName(number int) string {
	if number < 0 || number >= len(stateNames) {
		return ""
	}
	return stateNames[number]
}

// hasWindow says that the kernel reports windows: one before Linux 5.4 says 0 of each.
var hasWindow atomic.Bool

// endOfTCP asks the kernel.
func endOfTCP(conn *net.TCPConn) *End {
	raw, err := conn.SyscallConn()
	if err != nil {
		return &End{Closed: true}
	}
	e := &End{}
	err = raw.Control(func(fd uintptr) { e.ask(int(fd)) })
	e.Closed = err != nil
	return e
}

func (e *End) ask(fd int) {
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return
	}
	e.State = stateName(int(info.State))
	if e.State == closed {
		return // a connection that was reset has neither queues nor a way
	}
	receive, rerr := unix.IoctlGetInt(fd, unix.SIOCINQ)
	send, serr := unix.IoctlGetInt(fd, unix.SIOCOUTQ)
	if rerr == nil && serr == nil {
		e.setQueues(Queues{receive, send})
	}
	e.Path = &Path{RoundTrip: int(info.Rtt), Retransmissions: int(info.Total_retrans)}
	if info.Snd_wnd > 0 {
		hasWindow.Store(true)
	}
	if hasWindow.Load() {
		window := int(info.Snd_wnd)
		e.Path.Window = &window
	}
}

// setQueues sets the queues as the kernel counts them: a FIN that has not been acknowledged
// is one more byte to send.
func (e *End) setQueues(q Queues) {
	if e.State == finWait1 || e.State == lastAck || e.State == closing {
		q.Send = max(0, q.Send-1)
	}
	e.Queues = &q
}
