//go:build !linux

package memnet_test

var hostWorlds []world
