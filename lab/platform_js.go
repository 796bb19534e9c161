package lab

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// newID returns an ID that is unique. In a tab it need not be secret, and crypto/rand
// would enlarge the program.
func newID() string { return strconv.FormatUint(rand.Uint64(), 36) }

// dialTCP returns an error. Package net's dialer, with its resolver, would be a tenth
// of the program.
func dialTCP(context.Context, string, net.Addr) (net.Conn, error) {
	return nil, errors.New("there is no TCP in the tab: a lab needs Config.Dial")
}

// HasAddress reports false: in the tab there are no addresses of a system.
func HasAddress(context.Context, string) bool { return false }
