package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// unframe feeds a server's bytes in pieces and gathers the payload.
func unframe(t *testing.T, wire []byte, piece int) ([]byte, error) {
	t.Helper()
	var u frameReader
	var all []byte
	for len(wire) > 0 {
		p := wire[:min(piece, len(wire))]
		payload, used, err := u.step(p)
		if used == 0 {
			t.Fatalf("step of %d bytes used none", len(p))
		}
		all = append(all, payload...)
		if err != nil {
			return all, err
		}
		wire = wire[used:]
	}
	return all, nil
}

func TestUnframerTakesBinaryPayloadOnly(t *testing.T) {
	var wire, want []byte
	frame := func(first byte, header []byte, payload []byte) {
		wire = append(append(append(wire, first), header...), payload...)
	}
	long, longer := bytes.Repeat([]byte("x"), 300), bytes.Repeat([]byte("y"), 70000)
	frame(0x81, []byte{17}, []byte(`{"type":"opened"}`))
	frame(0x82, []byte{0}, nil)
	frame(0x82, []byte{3}, []byte("abc"))
	frame(0x89, []byte{2}, []byte("hi")) // a ping
	frame(0x02, []byte{126, 1, 44}, long)
	frame(0x80, []byte{127, 0, 0, 0, 0, 0, 1, 0x11, 0x70}, longer) // continues it
	want = append(append(append(want, "abc"...), long...), longer...)
	for _, piece := range []int{1, 2, 3, 7, 1000, len(wire)} {
		got, err := unframe(t, wire, piece)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("in pieces of %d: %d bytes, %v; want %d bytes", piece, len(got), err, len(want))
		}
	}
	wire = append(wire, 0x88, 2, 3, 0xe8)
	if _, err := unframe(t, wire, 1); !errors.Is(err, errPeerClosed) {
		t.Errorf("after a close frame: %v, want %v", err, errPeerClosed)
	}
}

// TestLinkWithGorilla holds the frames against another's idea of them.
func TestLinkWithGorilla(t *testing.T) {
	upgrader := websocket.Upgrader{Subprotocols: []string{"binary"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		_ = ws.WriteMessage(websocket.TextMessage, []byte("not for the echo"))
		for {
			kind, p, err := ws.ReadMessage()
			if err != nil {
				return
			}
			if kind != websocket.BinaryMessage {
				t.Errorf("message of kind %d came", kind)
			}
			_ = ws.WriteMessage(kind, p)
		}
	}))
	defer server.Close()
	addr := strings.TrimPrefix(server.URL, "http://")
	l, err := dial(t.Context(), addr, &handshake{path: "/", protocol: "binary", cookie: "a=b"}, smallBuffer)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if err := l.checkEcho(); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 125, 126, 65535, 65536, 200000} {
		sent := payload(size)
		if err := l.write(l.encode(sent)); err != nil {
			t.Fatal(err)
		}
		var came []byte
		for len(came) < size {
			p, err := l.read()
			if err != nil {
				t.Fatal(err)
			}
			came = append(came, p...)
		}
		if !bytes.Equal(came, sent) {
			t.Errorf("%d bytes came back altered", size)
		}
	}
}

func TestHandshakeRefused(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, err := dial(t.Context(), strings.TrimPrefix(server.URL, "http://"), &handshake{path: "/"}, smallBuffer)
	if err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("dial: %v, want the status", err)
	}
}
