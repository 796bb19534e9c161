package main

import "testing"

// TestDescriptors: a class's server and the servers that its members publish count.
func TestDescriptors(t *testing.T) {
	c := serveCmd{Labs: 10, ClientsPerLab: 4}
	if got, want := c.descriptors(false), uint64(10*(2+3*4)+100); got != want {
		t.Errorf("without a class %d, want %d", got, want)
	}
	// A member has a WebSocket, 4 clients of 3 descriptors, a port and its WebSocket, and 200
	// connections of 4.
	const member = 1 + 4*3 + 2 + 200*4
	if got, want := c.descriptors(true)-c.descriptors(false), uint64(1000*member); got != want {
		t.Errorf("a class adds %d, want %d", got, want)
	}
}
