// Package handshake connects to a lab, over TLS where the lab speaks it, and
// describes the TLS connection. Built with the tag notls it has no TLS, which
// keeps crypto/tls out of a program.
package handshake
