package bridge

import (
	"io"
	"runtime"

	"socketschool/bridge/pagesocket"
	"socketschool/bridge/rawio"
	"socketschool/protocol"
)

// framesPerTurn is how many frames of a page are handled before other goroutines
// run. One read can bring ten thousand small frames; without the yield a flood
// of them delays other sessions about four times as long (bench --only fair).
const framesPerTurn = 128

// messageReader reads a page's messages and coalesces their bytes: before a read
// would block, it passes on what it has, so that many small frames that arrived
// together cost one write. Its buffer is pooled, and held only while it is not
// empty.
type messageReader struct {
	send func([]byte)

	buf      *rawio.Buffer
	sent     int  // buf[:sent] has been sent
	complete int  // buf[sent:complete] holds complete messages
	reading  bool // a message is being read into buf[complete:]
	fin      bool // the page has half-closed: bytes are a violation
}

// readAll reads messages until the WebSocket fails or the page violates the
// protocol, and returns that error. It passes text messages to control.
func (b *messageReader) readAll(s *pagesocket.Socket, control func([]byte) error) error {
	defer b.flush()
	for n := 1; ; n++ {
		if n%framesPerTurn == 0 {
			runtime.Gosched()
		}
		text, r, err := s.Next()
		if err != nil {
			return err
		}
		if text {
			err = b.readControl(r, control)
		} else {
			err = b.readBytes(r)
		}
		if err != nil {
			return err
		}
	}
}

func (b *messageReader) readControl(r io.Reader, control func([]byte) error) error {
	frame, err := io.ReadAll(io.LimitReader(r, protocol.MaxMessage+1))
	if err != nil {
		return err
	}
	if len(frame) > protocol.MaxMessage {
		return protocol.ErrTooBig
	}
	return control(frame)
}

// readBytes appends one message to the buffer. Of a message that is too big it
// appends nothing.
func (b *messageReader) readBytes(r io.Reader) error {
	if b.fin {
		return protocol.ErrAfterFIN
	}
	if b.buf == nil {
		b.buf = rawio.GetBuffer()
	}
	b.reading = true
	end := b.complete
	for {
		if end == rawio.BufferSize {
			end = b.compact()
		}
		if end == rawio.BufferSize {
			return b.expectEnd(r)
		}
		n, err := r.Read(b.buf[end:])
		end += n
		if err == io.EOF {
			b.complete, b.reading = end, false
			return nil
		}
		if err != nil {
			b.reading = false
			return err
		}
	}
}

// compact sends the complete messages and moves the partial one to the start of
// the buffer. It returns the end of the partial message.
func (b *messageReader) compact() (end int) {
	b.flush()
	end = copy(b.buf[:], b.buf[b.complete:])
	b.sent, b.complete = 0, 0
	return end
}

// expectEnd returns ErrTooBig unless r, a message that fills the whole buffer,
// is at its end.
func (b *messageReader) expectEnd(r io.Reader) error {
	b.reading = false
	var one [1]byte
	for {
		n, err := r.Read(one[:])
		switch {
		case n > 0:
			return protocol.ErrTooBig
		case err == io.EOF:
			b.complete = rawio.BufferSize
			return nil
		case err != nil:
			return err
		}
	}
}

// flush sends the complete messages. It keeps the buffer while a message is being
// read into it.
func (b *messageReader) flush() {
	if b.buf == nil {
		return
	}
	if b.sent < b.complete {
		b.send(b.buf[b.sent:b.complete])
		b.sent = b.complete
	}
	if !b.reading {
		rawio.PutBuffer(b.buf)
		b.buf, b.sent, b.complete = nil, 0, 0
	}
}
