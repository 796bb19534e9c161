package class

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// A room's code is four syllables of a consonant and a vowel, so that it can be said
// aloud: "bako-tume". It has no letter that looks or sounds like another one of these.
const (
	consonants    = "bdfgkmprstvz"
	vowels        = "aeou"
	codeSyllables = 4
)

// newCode returns a random code in its stored form, without hyphens.
func newCode(syllables int) string {
	var b strings.Builder
	for range syllables {
		b.WriteByte(consonants[randomBelow(len(consonants))])
		b.WriteByte(vowels[randomBelow(len(vowels))])
	}
	return b.String()
}

// randomBelow returns a uniform random number from 0 to n-1. n is at most 256.
func randomBelow(n int) int {
	var b [1]byte
	for {
		rand.Read(b[:])
		if limit := 256 - 256%n; int(b[0]) < limit {
			return int(b[0]) % n
		}
	}
}

// ParseCode returns the stored form of a code as a learner types it: in any case, with
// spaces and hyphens.
func ParseCode(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '–' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

// FormatCode returns a code as it is shown, two syllables a word: "bako-tume".
func FormatCode(code string) string {
	if code == "" || len(code)%codeSyllables > 0 || len(code) > 4*codeSyllables {
		return code
	}
	var words []string
	for word := range slices.Chunk([]byte(code), codeSyllables) {
		words = append(words, string(word))
	}
	return strings.Join(words, "-")
}

// hashKey returns what is stored of a secret key that is random and long.
func hashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
