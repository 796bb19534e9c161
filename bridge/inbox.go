package bridge

import (
	"io"
	"runtime"

	"github.com/gorilla/websocket"

	"socketschool/wire"
)

// framesPerTurn is how many frames of a page are handled before other goroutines
// run. One read can bring ten thousand small frames; without the yield a flood
// of them delays other sessions about four times as long (bench --only fair).
const framesPerTurn = 128

// inbox gathers the bytes of a page's frames and sends them on before it would
// wait for the page: many small frames that arrived together cost one write.
// Its buffer is pooled, and held only while there is something in it.
type inbox struct {
	send func([]byte)

	buf     *[bufferSize]byte
	sent    int  // buf[:sent] has been sent
	whole   int  // buf[sent:whole] is of complete messages
	reading bool // a message is being read into buf[whole:]
	fin     bool // the page has said that no more bytes come
}

// readAll takes messages until the WebSocket fails or the page breaks the
// protocol; text messages go to control. What came before the end is sent on.
func (b *inbox) readAll(s *socket, control func([]byte) error) error {
	defer b.flush()
	for n := 1; ; n++ {
		if n%framesPerTurn == 0 {
			runtime.Gosched()
		}
		kind, r, err := s.ws.NextReader()
		if err != nil {
			return err
		}
		s.hear()
		if kind == websocket.TextMessage {
			err = b.readControl(r, control)
		} else {
			err = b.readBytes(r)
		}
		if err != nil {
			return err
		}
	}
}

func (b *inbox) readControl(r io.Reader, control func([]byte) error) error {
	frame, err := io.ReadAll(io.LimitReader(r, wire.MaxMessage+1))
	if err != nil {
		return err
	}
	if len(frame) > wire.MaxMessage {
		return wire.ErrTooBig
	}
	return control(frame)
}

// readBytes appends one message to the buffer. A message that turns out too
// big leaves nothing of itself behind.
func (b *inbox) readBytes(r io.Reader) error {
	if b.fin {
		return wire.ErrAfterFIN
	}
	if b.buf == nil {
		b.buf = getBuffer()
	}
	b.reading = true
	end := b.whole
	for {
		if end == bufferSize {
			end = b.compact()
		}
		if end == bufferSize {
			return b.expectEnd(r)
		}
		n, err := r.Read(b.buf[end:])
		end += n
		if err == io.EOF {
			b.whole, b.reading = end, false
			return nil
		}
		if err != nil {
			b.reading = false
			return err
		}
	}
}

// compact makes room behind a partial message by sending what stands before it.
func (b *inbox) compact() (end int) {
	b.flush()
	end = copy(b.buf[:], b.buf[b.whole:])
	b.sent, b.whole = 0, 0
	return end
}

// expectEnd is called with a message that fills the whole buffer.
func (b *inbox) expectEnd(r io.Reader) error {
	b.reading = false
	var one [1]byte
	for {
		n, err := r.Read(one[:])
		switch {
		case n > 0:
			return wire.ErrTooBig
		case err == io.EOF:
			b.whole = bufferSize
			return nil
		case err != nil:
			return err
		}
	}
}

// flush sends the complete messages. While one is being read into the buffer,
// the buffer stays as it is beneath it.
func (b *inbox) flush() {
	if b.buf == nil {
		return
	}
	if b.sent < b.whole {
		b.send(b.buf[b.sent:b.whole])
		b.sent = b.whole
	}
	if !b.reading {
		putBuffer(b.buf)
		b.buf, b.sent, b.whole = nil, 0, 0
	}
}
