//go:build notls

package server

// overTLS is empty: the program that runs in the tab is half the size without
// crypto/tls, and most lessons do without.
var overTLS []Example
