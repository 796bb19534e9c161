package class

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxName bounds a member's name, in characters.
const MaxName = 40

// maxMarks bounds the combining marks after one letter, which would otherwise cover the
// lines above and below.
const maxMarks = 3

// CleanName returns a name as it is stored: in Unicode's form NFC, without control and
// direction characters, with single spaces. It returns an error, in a sentence for the
// learner, for a name that is empty or too long, or could be taken for the instructor's.
func CleanName(text string) (string, error) {
	name := cleanLine(text)
	switch {
	case !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.So, r) }):
		return "", refuse(ReasonName, "Type a name, so that your instructor knows who you are.")
	case utf8.RuneCountInString(name) > MaxName:
		return "", refuse(ReasonName, "The name is too long: it may have 40 characters.")
	case isInstructorLike(name):
		return "", refuse(ReasonName, "This name could be taken for the instructor's. Choose another one.")
	}
	return name, nil
}

// cleanLine returns a line in Unicode's form NFC, without control and direction characters,
// with single spaces.
func cleanLine(text string) string {
	text = strings.ToValidUTF8(text, "")
	var b strings.Builder
	marks := 0
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r):
			r, marks = ' ', 0
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				continue
			}
		case !unicode.IsPrint(r): // Cc, Cf with the direction marks, Co, Cs
			continue
		default:
			marks = 0
		}
		b.WriteRune(r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// lookAlikes has letters of other scripts, and digits, that look like a Latin one.
var lookAlikes = strings.NewReplacer(
	"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "х", "x", "у", "y", "і", "i", "ѕ", "s", "т", "t", "г", "r", "п", "n",
	"ο", "o", "α", "a", "ε", "e", "ι", "i", "τ", "t", "υ", "u", "ν", "v", "ρ", "p", "ϲ", "c", "ꜱ", "s", "ı", "i", "ɩ", "i",
	"0", "o", "1", "i", "3", "e", "5", "s", "7", "t", "!", "i", "|", "i", "l", "i", "$", "s", "@", "a",
)

// isInstructorLike reports whether a name reads as if it were the instructor's.
func isInstructorLike(name string) bool {
	folded := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(name))
	folded = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, lookAlikes.Replace(folded))
	for _, word := range []string{"instructor", "teacher", "iecturer", "socketschooi"} { // l reads as i
		if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}
