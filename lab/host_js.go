package lab

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// newID is another one each time, and no more: in the tab there is nobody who
// might guess it, and crypto/rand has a weight.
func newID() string { return strconv.FormatUint(rand.Uint64(), 36) }

// dialTCP is not to be had: what package net has beneath its dialer, a resolver
// above all, would be a tenth of the program.
func dialTCP(context.Context, net.Addr) (net.Conn, error) {
	return nil, errors.New("there is no TCP in the tab: a lab needs Config.Dial")
}
