//go:build !unix

package main

import "context"

func ignoreWriteSignals() {}

func callOnHangup(func()) (stop func()) { return func() {} }

func cancelOnHangup(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}
