//go:build !unix

package main

func ignoreWriteSignals() {}

func onHangup(func()) (stop func()) { return func() {} }
