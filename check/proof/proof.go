// Package proof proves the exercises: their starters fail with a useful message, every
// right solution passes, and every mistake fails with a message of its own.
//
// The package is empty until a build adds the catalogue: Overlay makes packages of the
// exercises' programs and checks, whose own folders the go command ignores. The test of
// package lessons does that, and runs the tests of this package with it, natively and
// as WebAssembly.
package proof

import (
	"context"
	"log/slog"
	"net"

	"socketschool/check"
)

// Variant is a program of an exercise.
type Variant struct {
	Exercise string // "echo/shout"
	Name     string // "starter", "solution", "alternatives/runes", "mistakes/no-line-feed"
	Sees     string // in the cause of the failure; "" if all checks must pass
	TLS      bool   // clients of the program speak TLS
	Serve    func(ctx context.Context, ln net.Listener, log *slog.Logger) error
	Checks   []check.Check
}

// variants are all programs. A generated file adds to it.
var variants []Variant
