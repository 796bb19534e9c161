package bridge

import (
	"github.com/gorilla/websocket"

	"socketschool/wire"
)

// The WebSocket subprotocols, as a page offers them.
const (
	ClientProtocol = "socketschool.bridge.v1"
	EventsProtocol = "socketschool.events.v1"
)

// errEventsTalk is the one breach that a viewer can commit.
var errEventsTalk = &wire.Violation{Code: websocket.CloseUnsupportedData,
	Reason: "an events connection takes no messages from the page"}
