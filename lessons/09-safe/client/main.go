// Command client sends lines to the safe, and prints the answers. It verifies
// whom it talks to, and shows a certificate of its own.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

func main() {
	address := flag.String("to", "localhost:4048", "the server, by a name in its certificate")
	authority := flag.String("authority", "", "who signs the server's, a PEM file")
	certFile := flag.String("cert", "", "this client's certificate, a PEM file")
	keyFile := flag.String("key", "", "its private key, a PEM file")
	flag.Parse()

	config := &tls.Config{} // trusts the authorities that the system trusts
	if *authority != "" {
		text, err := os.ReadFile(*authority)
		if err != nil {
			log.Fatal(err)
		}
		config.RootCAs = x509.NewCertPool() // that one alone
		if !config.RootCAs.AppendCertsFromPEM(text) {
			log.Fatalf("no certificate in %s", *authority)
		}
	}
	if *certFile != "" {
		cert, err := tls.LoadX509KeyPair(*certFile, *keyFile)
		if err != nil {
			log.Fatal(err)
		}
		config.Certificates = []tls.Certificate{cert}
	}

	// Dial does the handshake. It fails if the certificate is not for this
	// name, not of this authority, or out of date.
	conn, err := tls.Dial("tcp", *address, config)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	// The lines come from standard input: flags can be seen by every user of
	// this computer, and a line may have a token in it.
	answers := bufio.NewScanner(conn)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		conn.SetDeadline(time.Now().Add(10 * time.Second)) // servers can be slow, too
		fmt.Fprintln(conn, lines.Text())
		if !answers.Scan() {
			// A server that refuses our certificate says so here: in TLS 1.3
			// the client's handshake is over before the server has seen it.
			log.Fatalf("no answer: %v", answers.Err())
		}
		fmt.Println(answers.Text())
	}
}
