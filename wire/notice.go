package wire

import "time"

// Why a client's connection ended, as `closed` names it.
const (
	ReasonEOF        = "eof"
	ReasonReset      = "reset"
	ReasonTimeout    = "timeout"
	ReasonRefused    = "refused"
	ReasonLabStopped = "lab-stopped"
	ReasonIdle       = "idle"
	ReasonError      = "error"
)

// Notice is a text frame to the page.
type Notice struct {
	Type   string `json:"type"` // opened, eof, closed or beat
	Local  string `json:"local,omitzero"`
	Remote string `json:"remote,omitzero"`
	TLS    *TLS   `json:"tls,omitzero"`
	Reason string `json:"reason,omitzero"`
	Detail string `json:"detail,omitzero"`
}

// EOF says that the server sends no more.
func EOF() Notice { return Notice{Type: "eof"} }

// Closed is the last notice of a connection.
func Closed(reason, detail string) Notice {
	return Notice{Type: "closed", Reason: reason, Detail: detail}
}

// TLS is what a page is told about a TLS connection.
type TLS struct {
	Version     string      `json:"version"`
	CipherSuite string      `json:"cipherSuite"`
	ServerName  string      `json:"serverName"`
	Certificate Certificate `json:"certificate"`
}

// Certificate is the one that the server has shown.
type Certificate struct {
	Subject    string    `json:"subject"`
	Issuer     string    `json:"issuer"`
	Names      []string  `json:"names"` // DNS names and IP addresses it is valid for
	NotBefore  time.Time `json:"notBefore"`
	NotAfter   time.Time `json:"notAfter"`
	SelfSigned bool      `json:"selfSigned"`
	SHA256     string    `json:"sha256"` // fingerprint of the DER form, hex
}
