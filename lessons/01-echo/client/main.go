// Command client sends a line to an echo server, and prints the answer.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	address := flag.String("to", "127.0.0.1:4040", "the server")
	flag.Parse()

	// Dial connects. The system chooses the port of this side.
	conn, err := net.Dial("tcp", *address)
	if err != nil {
		log.Fatal(err) // no server listens there, perhaps
	}
	defer conn.Close() // both directions, whatever comes

	// A connection is an io.Writer, as a file is.
	fmt.Fprintln(conn, "hello")

	// The half-close: this side sends no more, and reads on.
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		log.Fatal(err)
	}

	// Copy reads until EOF: the server has ended its direction.
	if _, err := io.Copy(os.Stdout, conn); err != nil {
		log.Fatal(err)
	}
}
