// Package socketschool embeds the source of the program that runs in the tab, and of
// what checks an exercise. With it a learner's changes are built: by the host, and in
// the learner's own module.
package socketschool

import "embed"

// TabSources holds go.mod, and the Go files of package wasm and of the packages of
// this module that it imports, with their tests.
//
//go:embed go.mod check/*.go check/secure/*.go lab/*.go lab/authority/*.go lab/event/*.go lab/memnet/*.go lab/stack/*.go lab/tcpstate/*.go lab/trace/*.go
//go:embed protocol/*.go protocol/handshake/*.go server/*.go server/*/*.go wasm/*.go wasm/checker/*.go wasm/tab/*.go wasm/worker/*.go
var TabSources embed.FS

// CheckSources holds the Go files of the packages that run checks in a terminal. What
// they import is in TabSources.
//
//go:embed check/checktest/*.go check/process/*.go check/report/*.go
var CheckSources embed.FS
