package live

import (
	"reflect"

	"socketschool/bridge/pagesocket"
	"socketschool/class"
	"socketschool/class/servers"
)

// serversFrame is what all pages of a room get of its servers: at once, and after each
// change.
type serversFrame struct {
	Type    string         `json:"type"`    // "servers"
	Publish bool           `json:"publish"` // members may publish theirs
	Names   bool           `json:"names"`   // the projector's page shows whose clients it has
	Servers []servers.View `json:"servers"`
	Lost    *servers.View  `json:"lost,omitempty"` // the class's own, which has ended with the host that ran it
}

// sendServers sends the room's servers, unless they are what was sent. It returns false if
// the page cannot be written to.
func (l *Live) sendServers(sock *pagesocket.Socket, room class.Room, sent *serversFrame) bool {
	now := serversFrame{Type: "servers", Publish: room.Publish, Names: room.Names, Servers: l.servers.List(room.Code)}
	if lost, ok := l.servers.Lost(room.Code); ok {
		now.Lost = &lost
	}
	if reflect.DeepEqual(now, *sent) {
		return true
	}
	*sent = now
	return sock.SendJSON(now)
}
