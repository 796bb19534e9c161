// Package pool runs the labs of a host: it starts them on TCP ports of loopback,
// enforces limits on their number, stops those without a page, and records which
// session each belongs to.
package pool
