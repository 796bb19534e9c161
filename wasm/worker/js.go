//go:build js

package worker

import (
	"syscall/js"

	"socketschool/protocol"
	"socketschool/wasm/tab"
)

var (
	object      = js.Global().Get("Object")
	uint8Array  = js.Global().Get("Uint8Array")
	postMessage = js.Global().Get("postMessage")
	json        = js.Global().Get("JSON")
)

// post posts a message to the page. It copies bytes out of the program's memory
// once, and transfers the copy.
func post(m tab.Message) {
	message := object.New()
	message.Set("type", m.Type)
	switch m.Type {
	case tab.Listening:
		message.Set("lab", m.Text)
	case tab.Frame:
		message.Set("client", m.Client)
		if len(m.Bytes) > 0 {
			bytes := uint8Array.New(len(m.Bytes))
			js.CopyBytesToJS(bytes, m.Bytes)
			buffer := bytes.Get("buffer")
			message.Set("data", buffer)
			postMessage.Invoke(message, []any{buffer})
			return
		}
		message.Set("data", m.Text)
	case tab.Written:
		message.Set("client", m.Client)
		message.Set("bytes", m.Count)
	case tab.Events:
		message.Set("data", m.Text)
	case tab.Reply:
		message.Set("id", m.ID)
		message.Set("body", m.Text)
	}
	postMessage.Invoke(message)
}

// receive makes JavaScript pass the page's messages to t. None is lost: JavaScript
// runs only while this program waits, and before it knows that the lab listens, the
// page sends at most a ping.
func receive(t *tab.Tab) {
	js.Global().Set("socketschoolReceive", js.FuncOf(func(_ js.Value, args []js.Value) any {
		dispatch(t, args[0])
		return nil
	}))
}

// dispatch handles a message of the page. It must not block: see package tab.
func dispatch(t *tab.Tab, message js.Value) {
	number := func(field string) int { return message.Get(field).Int() }
	text := func(field string) string {
		if value := message.Get(field); value.Type() == js.TypeString {
			return value.String()
		}
		return ""
	}
	switch message.Get("type").String() {
	case "open":
		t.Open(number("client"), tab.ParseOptions(text))
	case "frame":
		frame(t, number("client"), message.Get("data"))
	case "close":
		t.Close(number("client"))
	case "ackBytes":
		t.AckBytes(number("client"), number("bytes"))
	case "ackEvents":
		t.AckEvents(uint64(number("seq")))
	case "query":
		t.Query(number("id"), message.Get("what").String())
	case "ping":
		t.Ping()
	case "stop":
		t.Stop()
	}
}

// parse parses a control frame.
func parse(frame string) (m protocol.Control, ok bool) {
	defer func() {
		if recover() != nil { // parse has thrown: not JSON
			ok = false
		}
	}()
	parsed := json.Call("parse", frame)
	if parsed.Type() != js.TypeObject || parsed.Get("type").Type() != js.TypeString {
		return protocol.Control{}, false
	}
	latency, lok := whole(parsed.Get("latency"))
	buffer, bok := whole(parsed.Get("buffer"))
	m = protocol.Control{Type: parsed.Get("type").String(), Network: protocol.Network{Latency: latency, Buffer: buffer}}
	return m, lok && bok
}

// whole returns a whole number, 0 for none.
func whole(value js.Value) (n int, ok bool) {
	if value.IsUndefined() || value.IsNull() {
		return 0, true
	}
	if !js.Global().Get("Number").Call("isSafeInteger", value).Bool() {
		return 0, false
	}
	return value.Int(), true
}

func frame(t *tab.Tab, client int, data js.Value) {
	if data.Type() == js.TypeString {
		t.Text(client, data.String())
		return
	}
	bytes := uint8Array.New(data)
	p := make([]byte, bytes.Length())
	js.CopyBytesToGo(p, bytes)
	t.Bytes(client, p)
}
