package pagesocket

import (
	"encoding/binary"

	"github.com/gorilla/websocket"

	"socketschool/protocol"
)

// frameChecker parses the frame headers in a page's bytes. It finds the protocol
// errors (RFC 6455) that gorilla accepts, or answers with another close code
// than 1002.
type frameChecker struct {
	header  [14]byte
	have    int    // bytes of header received
	payload uint64 // bytes of the frame's payload not received yet
}

func protocolError(reason string) *protocol.Violation {
	return &protocol.Violation{Code: websocket.CloseProtocolError, Reason: reason}
}

var (
	errLengthTopBit = protocolError("the top bit of a frame's length must be 0 (RFC 6455, section 5.2)")
	errLengthForm   = protocolError("a frame's length must have its shortest form (RFC 6455, section 5.2)")
	errCloseBody    = protocolError("the body of a close frame has 2 bytes at least, or none (RFC 6455, section 5.5.1)")
)

// check checks the next bytes of the page. It returns how many of them come before
// the first protocol error, and the error or nil.
func (f *frameChecker) check(p []byte) (int, *protocol.Violation) {
	start := 0 // of the current frame in p
	for done := 0; done < len(p); {
		if f.payload > 0 {
			n := min(uint64(len(p)-done), f.payload)
			f.payload -= n
			done += int(n)
			continue
		}
		if f.have == 0 {
			start = done
		}
		n := copy(f.header[f.have:f.size()], p[done:])
		f.have += n
		done += n
		if f.have < f.size() {
			continue
		}
		if v := f.checkHeader(); v != nil {
			return start, v
		}
	}
	return len(p), nil
}

// size returns the size of the header as far as it is known.
func (f *frameChecker) size() int {
	if f.have < 2 {
		return 2
	}
	size := 2
	switch f.header[1] & 0x7f {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	if f.header[1]&0x80 != 0 {
		size += 4 // mask
	}
	return size
}

// checkHeader checks a complete header and sets payload from it.
func (f *frameChecker) checkHeader() *protocol.Violation {
	length := uint64(f.header[1] & 0x7f)
	switch length {
	case 126:
		if length = uint64(binary.BigEndian.Uint16(f.header[2:])); length < 126 {
			return errLengthForm
		}
	case 127:
		length = binary.BigEndian.Uint64(f.header[2:])
		if length>>63 != 0 {
			return errLengthTopBit
		}
		if length <= 0xffff {
			return errLengthForm
		}
	}
	if f.header[0]&0xf == websocket.CloseMessage && length == 1 {
		return errCloseBody
	}
	f.have, f.payload = 0, length
	return nil
}
