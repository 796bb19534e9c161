//go:build !linux

package memnet_test

var hostNetworks []network
