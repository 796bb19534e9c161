package frames

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
)

const (
	version    = 1
	maxMessage = 1 << 20
)

var ErrFrame = errors.New("bad frame")

// readMessage reads the header, and then the message.
func readMessage(conn net.Conn) ([]byte, error) {
	header := make([]byte, 5)
	if _, err := conn.Read(header); err != nil {
		return nil, err
	}
	if header[0] != version {
		return nil, fmt.Errorf("%w: version %d, want %d", ErrFrame, header[0], version)
	}
	length := binary.BigEndian.Uint32(header[1:])
	if length > maxMessage {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrFrame, length, maxMessage)
	}
	message := make([]byte, length)
	if _, err := conn.Read(message); err != nil {
		return nil, err
	}
	return message, nil
}

func writeMessage(conn net.Conn, message []byte) error {
	frame := binary.BigEndian.AppendUint32([]byte{version}, uint32(len(message)))
	_, err := conn.Write(append(frame, message...))
	return err
}
