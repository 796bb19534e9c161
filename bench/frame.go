package main

import (
	"encoding/binary"
	"errors"
)

// Opcodes of RFC 6455, section 5.2.
const (
	opContinuation = 0x0
	opBinary       = 0x2
	opClose        = 0x8
)

var errPeerClosed = errors.New("the peer closed the WebSocket")

// appendFrame appends p as one binary frame of a client, masked as RFC 6455
// demands. The mask hides nothing here, so that one is as good as another.
func appendFrame(dst, p []byte) []byte {
	const final, masked = 0x80, 0x80
	dst = append(dst, final|opBinary)
	switch n := len(p); {
	case n < 126:
		dst = append(dst, masked|byte(n))
	case n < 1<<16:
		dst = append(dst, masked|126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(n))
	default:
		dst = append(dst, masked|127)
		dst = binary.BigEndian.AppendUint64(dst, uint64(n))
	}
	mask := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	dst = append(dst, mask[:]...)
	for i, b := range p {
		dst = append(dst, b^mask[i%4])
	}
	return dst
}

// frameReader finds the payload in what a server sends. It keeps no payload: all
// it remembers between reads is where in a frame it stands.
type frameReader struct {
	head [10]byte // the header, as far as it has come
	have int
	left uint64 // payload bytes of this frame still to come
	data bool   // they are binary
}

// step looks at the front of p, which must not be empty. used is how far it
// came, payload the part of p[:used] that is payload of a binary message.
func (u *frameReader) step(p []byte) (payload []byte, used int, err error) {
	if u.left > 0 {
		used = int(min(u.left, uint64(len(p))))
		u.left -= uint64(used)
		if u.data {
			payload = p[:used]
		}
		return payload, used, nil
	}
	for used < len(p) {
		u.head[u.have] = p[used]
		u.have++
		used++
		if u.have >= 2 && u.have == headerLength(u.head[1]) {
			return nil, used, u.begin()
		}
	}
	return nil, used, nil
}

// headerLength is that of a server's frame, which has no mask.
func headerLength(second byte) int {
	switch second & 0x7f {
	case 126:
		return 4
	case 127:
		return 10
	}
	return 2
}

func (u *frameReader) begin() error {
	switch u.have {
	case 2:
		u.left = uint64(u.head[1] & 0x7f)
	case 4:
		u.left = uint64(binary.BigEndian.Uint16(u.head[2:]))
	case 10:
		u.left = binary.BigEndian.Uint64(u.head[2:])
	}
	u.have = 0
	switch opcode := u.head[0] & 0x0f; opcode {
	case opClose:
		return errPeerClosed
	case opContinuation: // of whatever came before
	default:
		u.data = opcode == opBinary
	}
	return nil
}
