// Package tcpstate says what TCP itself knows of a lab's connections: the state of each
// end, the bytes in its queues, and its round trip. It asks the kernel for what this
// process has open, Linux' table of connections for the rest, and memnet in the tab.
//
// It asks when it is called, and keeps nothing running.
package tcpstate
