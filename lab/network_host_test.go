//go:build !js

package lab_test

import "net"

// Under GOOS=js package net has something of this name as well, which is not
// TCP: see the doc comment of lab/memnet.
var hostNetworks = []network{{name: "TCP", listen: func() (net.Listener, error) {
	return net.Listen("tcp", "127.0.0.1:0")
}}}
