package bridge

// The WebSocket subprotocols that a page offers.
const (
	ClientProtocol = "socketschool.bridge.v1"
	EventsProtocol = "socketschool.events.v1"
)
