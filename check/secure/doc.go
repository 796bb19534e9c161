// Package secure connects clients that speak TLS, for the checks of a server that does.
// It is apart from package check so that programs without TLS have no crypto/tls: built
// with the tag notls it is empty.
package secure
