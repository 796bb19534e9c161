// Package trace reports what a server does with its sockets as events. A Tracer
// wraps the server's listener. The connections that it accepts have the methods of
// *net.TCPConn, and report each Accept, Read, Write, CloseWrite and Close, whether
// the call blocks, and the line of the server that made it.
//
// Its border: it takes a listener and an event.Log, and knows no lab.
package trace
