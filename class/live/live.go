// Package live connects the pages of a class by WebSocket: a learner's page reports its
// work, and the instructor's page gets the room as it changes.
package live

import (
	"errors"
	"log/slog"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
	"socketschool/class/servers"
)

// The WebSocket subprotocols that a page offers.
const (
	MemberProtocol = "socketschool.member.v1"
	ClassProtocol  = "socketschool.class.v1"
	LookProtocol   = "socketschool.look.v1"
)

const (
	// maxMessage bounds a message of a page, in bytes.
	maxMessage = 4 << 10

	// reportInterval is how often the reports of one page are taken, in the long run.
	reportInterval = 500 * time.Millisecond

	// maxBehind bounds the messages of a page that wait. A page that sends more is closed.
	maxBehind = 64
)

// Live serves the WebSockets of all rooms.
type Live struct {
	school  *class.School
	servers *servers.Rooms
	log     *slog.Logger
	sockets *pagesocket.Group
	looks   looks
}

// New returns a Live that is running. It must be closed. Its caller has checked
// the Origin of each request.
func New(school *class.School, rooms *servers.Rooms, log *slog.Logger) *Live {
	return &Live{school: school, servers: rooms, log: log, sockets: pagesocket.NewGroup(log)}
}

// Close ends all WebSockets and waits for their goroutines.
func (l *Live) Close() { l.sockets.Close() }

// isRefused reports whether the error is a refusal, and not a fault of the store.
func isRefused(err error) bool {
	_, ok := errors.AsType[*class.Refusal](err)
	return ok
}
