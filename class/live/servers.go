package live

import (
	"slices"

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
}

// sendServers sends the room's servers, unless they are what was sent. It returns false if
// the page cannot be written to.
func (l *Live) sendServers(sock *pagesocket.Socket, room class.Room, sent *serversFrame) bool {
	now := serversFrame{"servers", room.Publish, room.Names, l.servers.List(room.Code)}
	if sent.Type != "" && now.Publish == sent.Publish && now.Names == sent.Names && slices.Equal(now.Servers, sent.Servers) {
		return true
	}
	*sent = now
	return sock.SendJSON(now)
}
