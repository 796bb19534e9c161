//go:build js

package main

import (
	"syscall/js"

	"socketschool/wasm/tab"
)

var (
	object      = js.Global().Get("Object")
	uint8Array  = js.Global().Get("Uint8Array")
	postMessage = js.Global().Get("postMessage")
	json        = js.Global().Get("JSON")
)

// post sends a message to the page. Bytes are copied out of the program's
// memory once, and the buffer then belongs to the page.
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
	case tab.Taken:
		message.Set("client", m.Client)
		message.Set("bytes", m.Count)
	case tab.Events:
		message.Set("data", m.Text)
	case tab.Answer:
		message.Set("id", m.ID)
		message.Set("body", m.Text)
	}
	postMessage.Invoke(message)
}

// receive takes the page's messages from now on. None is lost that came before:
// JavaScript's turn is only when this program waits, and the page has nothing
// to say before it hears that the lab listens, but for a ping.
func receive(t *tab.Tab) {
	js.Global().Set("socketschoolReceive", js.FuncOf(func(_ js.Value, args []js.Value) any {
		dispatch(t, args[0])
		return nil
	}))
}

// dispatch must not wait, as package tab says.
func dispatch(t *tab.Tab, message js.Value) {
	number := func(field string) int { return message.Get(field).Int() }
	switch message.Get("type").String() {
	case "open":
		t.Open(number("client"))
	case "frame":
		frame(t, number("client"), message.Get("data"))
	case "gone":
		t.Gone(number("client"))
	case "got":
		t.Got(number("client"), number("bytes"))
	case "seen":
		t.Seen(uint64(number("seq")))
	case "ask":
		t.Ask(number("id"), message.Get("what").String())
	case "ping":
		t.Ping()
	case "stop":
		t.Stop()
	}
}

// kind is the type of a control frame.
func kind(frame string) (kind string, ok bool) {
	defer func() {
		if recover() != nil { // parse has thrown: this is no JSON
			ok = false
		}
	}()
	parsed := json.Call("parse", frame)
	if parsed.Type() != js.TypeObject || parsed.Get("type").Type() != js.TypeString {
		return "", false
	}
	return parsed.Get("type").String(), true
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
