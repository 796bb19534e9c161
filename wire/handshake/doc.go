// Package handshake connects to a lab, over TLS where the lab speaks it, and
// describes what came of that. Built with the tag notls it has no TLS, and a
// program is spared all of crypto/tls.
package handshake
