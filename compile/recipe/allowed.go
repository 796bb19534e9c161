package recipe

import (
	"slices"
	"strings"
)

// allowed are the packages that a learner's file may import: those of the standard
// library that are of use to a server in the tab. Left out are packages by which
// code reaches outside Go or outside its files (C, embed, plugin, os/exec, unsafe,
// syscall/js), and net/http: in a tab its client is the page's own fetch, which
// sends the learner's cookie to this host. Package syscall is in: the lessons compare
// with its error numbers, and in a tab there is no kernel behind it.
var allowed = strings.Fields(`
	bufio bytes cmp context errors fmt hash html io iter log maps math mime net os path
	reflect regexp runtime slices sort strconv strings sync syscall time unicode unique weak
	compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
	container/heap container/list container/ring
	crypto crypto/aes crypto/cipher crypto/ecdh crypto/ecdsa crypto/ed25519 crypto/elliptic
	crypto/hkdf crypto/hmac crypto/md5 crypto/pbkdf2 crypto/rand crypto/rsa crypto/sha1
	crypto/sha256 crypto/sha3 crypto/sha512 crypto/subtle crypto/tls crypto/x509 crypto/x509/pkix
	encoding encoding/ascii85 encoding/base32 encoding/base64 encoding/binary encoding/csv
	encoding/gob encoding/hex encoding/json encoding/pem encoding/xml
	hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash io/fs log/slog
	math/big math/bits math/cmplx math/rand math/rand/v2
	net/mail net/netip net/textproto net/url os/signal path/filepath regexp/syntax
	runtime/debug sync/atomic text/scanner text/tabwriter text/template
	unicode/utf16 unicode/utf8`)

// Allowed returns the import paths that a learner's file may import.
func Allowed() []string { return slices.Clone(allowed) }

// Roots returns the import paths whose archives, with those of all that they import,
// a builder needs: the allowed packages and those of the program around the files.
func Roots() []string { return slices.Concat(allowed, mainImports, checkImports) }

// Tags returns the build tags with which the archives of this module's packages are
// built: they leave crypto/tls out where the program's clients do not speak TLS.
func Tags(p Program) []string {
	if p.TLS {
		return nil
	}
	return []string{"notls"}
}
