package socketschool

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// banned lists words that comments do without, and what to write instead.
// docs/glossary.md has the terms.
var banned = []struct{ pattern, instead string }{
	{`who(?:m|so)?ever`, "name the caller, the client, the server"},
	{`nobody|somebody|everybody`, "name who it is: no client, another goroutine, every viewer"},
	{`(?:is|are|was|be|been|being) told`, "say what is passed, reported or sent"},
	{`told|foretold|foretells?`, "reports, notifies"},
	{`tells?`, "reports, returns, shows"},
	{`anew`, "again"},
	{`comes? back`, "returns, reconnects"},
	{`let(?:s|ting)? go`, "releases, clears"},
	{`the moment`, "when, as soon as"},
	{`dearest|dear`, "most expensive"},
	{`hush(?:es)?|heeds?|thereby|hence|as it were`, "a plain word"},
}

// TestPlainComments finds words in comments that the field does not use.
func TestPlainComments(t *testing.T) {
	var patterns []string
	for _, b := range banned {
		patterns = append(patterns, "("+b.pattern+")")
	}
	words := regexp.MustCompile(`(?i)\b(?:` + strings.Join(patterns, "|") + `)\b`)
	files, err := exec.Command("git", "ls-files", "*.go", "*.templ", "*.js", "*.mjs", "*.css").Output()
	if err != nil {
		t.Fatal("git lists the files of the repository: ", err)
	}
	for name := range strings.Lines(string(files)) {
		name = strings.TrimSpace(name)
		if strings.HasSuffix(name, "_templ.go") || name == "comments_test.go" {
			continue
		}
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // removed and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		for line, comment := range comments(text, filepath.Ext(name)) {
			found := words.FindStringSubmatchIndex(comment)
			if found == nil {
				continue
			}
			for i, b := range banned {
				if found[2+2*i] >= 0 {
					t.Errorf("\n%s:%d: %q in a comment: %s", name, line, comment[found[0]:found[1]], b.instead)
					break
				}
			}
		}
	}
}

// comments yields the comments of a source file by line number, from 1. It takes
// // and /* that begin a line or follow white space for comments, which string
// literals of this repository do not contain.
func comments(text []byte, ext string) func(yield func(int, string) bool) {
	begin := regexp.MustCompile(`(?:^|\s)(//|/\*)`)
	return func(yield func(int, string) bool) {
		scanner := bufio.NewScanner(bytes.NewReader(text))
		scanner.Buffer(nil, 1<<20)
		within := false
		for line := 1; scanner.Scan(); line++ {
			code := scanner.Text()
			comment := ""
			if within {
				comment = code
			} else if at := begin.FindStringSubmatchIndex(code); at != nil && (ext != ".css" || code[at[2]:at[3]] == "/*") {
				comment = code[at[2]:]
				within = strings.HasPrefix(comment, "/*")
			}
			if within && strings.Contains(comment, "*/") {
				comment, _, _ = strings.Cut(comment, "*/")
				within = false
			}
			if comment != "" && !yield(line, comment) {
				return
			}
		}
	}
}
