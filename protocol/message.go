package protocol

import (
	"net"
	"time"
)

// The reasons of a "closed" message.
const (
	ReasonEOF        = "eof"
	ReasonReset      = "reset"
	ReasonTimeout    = "timeout"
	ReasonRefused    = "refused"
	ReasonLabStopped = "lab-stopped"
	ReasonIdle       = "idle"
	ReasonVanished   = "vanished"
	ReasonError      = "error"
)

// ControlMessage is a text frame to the page.
type ControlMessage struct {
	Type   string `json:"type"` // opened, eof, closed or beat
	Local  string `json:"local,omitzero"`
	Remote string `json:"remote,omitzero"`
	TLS    *TLS   `json:"tls,omitzero"`
	Reason string `json:"reason,omitzero"`
	Detail string `json:"detail,omitzero"`
}

// Opened returns the first message of a connection. tcp is the TCP connection,
// info describes TLS above it and is nil without TLS.
func Opened(tcp net.Conn, info *TLS) ControlMessage {
	return ControlMessage{Type: "opened", TLS: info,
		Local: tcp.LocalAddr().String(), Remote: tcp.RemoteAddr().String()}
}

// EOF returns the message that the server has sent its FIN.
func EOF() ControlMessage { return ControlMessage{Type: "eof"} }

// Closed returns the last message of a connection.
func Closed(reason, detail string) ControlMessage {
	return ControlMessage{Type: "closed", Reason: reason, Detail: detail}
}

// TLS describes a TLS connection to the page.
type TLS struct {
	Version     string      `json:"version"`
	CipherSuite string      `json:"cipherSuite"`
	ServerName  string      `json:"serverName"`
	Certificate Certificate `json:"certificate"`
}

// Certificate describes the server's certificate to the page.
type Certificate struct {
	Subject    string    `json:"subject"`
	Issuer     string    `json:"issuer"`
	Names      []string  `json:"names"` // DNS names and IP addresses it is valid for
	NotBefore  time.Time `json:"notBefore"`
	NotAfter   time.Time `json:"notAfter"`
	SelfSigned bool      `json:"selfSigned"`
	SHA256     string    `json:"sha256"` // fingerprint of the DER form, hex
}
