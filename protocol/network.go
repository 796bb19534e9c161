package protocol

import (
	"fmt"
	"strings"
	"time"
)

// The limits of a Network.
const (
	MaxLatency = 10_000  // milliseconds
	MaxBuffer  = 1 << 20 // bytes
)

// Network is what is between a client and the server. The zero value is the network as it
// is: no latency beyond that of the host, and buffers of the usual size.
type Network struct {
	Latency int // milliseconds, one way
	Buffer  int // bytes of each direction that wait to be read; 0 for the usual size
}

// Delay returns the latency.
func (n Network) Delay() time.Duration { return time.Duration(n.Latency) * time.Millisecond }

// check returns a *Violation if the network is beyond the limits.
func (n Network) check() error {
	if n.Latency < 0 || n.Latency > MaxLatency || n.Buffer < 0 || n.Buffer > MaxBuffer {
		return &Violation{codeMalformed,
			fmt.Sprintf("a network has a latency of %d ms at most, and buffers of %d bytes at most", MaxLatency, MaxBuffer)}
	}
	return nil
}

// String describes the network to a learner.
func (n Network) String() string {
	var parts []string
	if n.Latency > 0 {
		parts = append(parts, fmt.Sprintf("%d ms each way", n.Latency))
	}
	if n.Buffer > 0 {
		parts = append(parts, fmt.Sprintf("buffers of %d bytes", n.Buffer))
	}
	if len(parts) == 0 {
		return "as usual"
	}
	return strings.Join(parts, ", ")
}
