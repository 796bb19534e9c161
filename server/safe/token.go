package safe

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// tokenHash is the SHA-256 of the token. Who reads this source, or a dump of
// the memory, does not have the token itself.
const tokenHash = "ddc7121a2e7d90f1792fc1090edde0f1dfdcb890ceb1b4c59ead4c29d48b224b"

// checkToken takes the same time for every wrong token: the hashes have one
// length, and all their bytes are compared.
func checkToken(given string) error {
	sum := sha256.Sum256([]byte(given))
	if subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(tokenHash)) == 0 {
		return wrongToken
	}
	return nil
}
