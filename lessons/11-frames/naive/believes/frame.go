package frames

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
)

const version = 1

var ErrFrame = errors.New("bad frame")

// readMessage reads one frame and returns its message.
func readMessage(conn net.Conn) ([]byte, error) {
	header := make([]byte, 5)
	if _, err := io.ReadFull(conn, header[:1]); err != nil {
		return nil, err
	}
	if header[0] != version {
		return nil, fmt.Errorf("%w: version %d, want %d", ErrFrame, header[0], version)
	}
	if err := readRest(conn, header[1:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.BigEndian.Uint32(header[1:]))
	if err := readRest(conn, message); err != nil {
		return nil, err
	}
	return message, nil
}

func readRest(conn net.Conn, p []byte) error {
	n, err := io.ReadFull(conn, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w: the stream ends after %d of %d bytes", ErrFrame, n, len(p))
	}
	return err
}

func writeMessage(conn net.Conn, message []byte) error {
	frame := binary.BigEndian.AppendUint32([]byte{version}, uint32(len(message)))
	_, err := conn.Write(append(frame, message...))
	return err
}
