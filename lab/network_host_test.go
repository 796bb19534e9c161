//go:build !js

package lab_test

import "net"

// hostNetworks is TCP. Package net under GOOS=js has a "tcp" that is not.
var hostNetworks = []network{{name: "TCP", listen: func() (net.Listener, error) {
	return net.Listen("tcp", "127.0.0.1:0")
}}}
