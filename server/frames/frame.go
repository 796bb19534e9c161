package frames

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// A frame is a version, the length of its message, and the message.
const (
	version    = 1                // one byte
	lengthSize = 4                // bytes, the most significant first
	maxMessage = 1 << 20          // bytes, 1 MiB
	patience   = 30 * time.Second // for a message that has begun, and its answer
)

// ErrFrame is in every error of a frame itself. Where the next one begins is
// unknown after it.
var ErrFrame = errors.New("bad frame")

// readMessage reads one frame and returns its message. It returns io.EOF if the
// client has ended between two frames.
func readMessage(conn net.Conn) ([]byte, error) {
	header := make([]byte, 1+lengthSize)
	conn.SetDeadline(time.Time{}) // between frames a client may be silent
	if _, err := io.ReadFull(conn, header[:1]); err != nil {
		return nil, err
	}
	if header[0] != version {
		return nil, fmt.Errorf("%w: version %d, want %d", ErrFrame, header[0], version)
	}
	conn.SetDeadline(time.Now().Add(patience))
	if err := readRest(conn, header[1:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(header[1:])
	if length > maxMessage {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrFrame, length, maxMessage)
	}
	message := make([]byte, length) // the limit comes first: this is the memory that a client can ask for
	if err := readRest(conn, message); err != nil {
		return nil, err
	}
	return message, nil
}

// readRest fills p with the next bytes of a frame. The stream must not end here,
// not even before the first of them, where io.ReadFull returns io.EOF.
func readRest(conn net.Conn, p []byte) error {
	n, err := io.ReadFull(conn, p)
	switch {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%w: the stream ends after %d of %d bytes", ErrFrame, n, len(p))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: not complete after %v", ErrFrame, patience)
	}
	return err
}

// writeMessage sends a message in a frame, with one Write.
func writeMessage(conn net.Conn, message []byte) error {
	frame := make([]byte, 0, 1+lengthSize+len(message))
	frame = append(frame, version)
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(message)))
	frame = append(frame, message...)
	_, err := conn.Write(frame)
	return err
}
