package socketschool

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// file matches a path in backticks that names a file or folder of this
// repository by its top-level folder.
var file = regexp.MustCompile("`((?:bench|bridge|check|class|cmd|codetools|compile|docs|e2e|exercise|export|filelock|lab|lessons|problem|progressfile|protocol|server|static|wasm|web)/[A-Za-z0-9_./*-]*)`")

// TestPathsInDocs checks that the files and folders that the docs name exist.
func TestPathsInDocs(t *testing.T) {
	docs, err := filepath.Glob("docs/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(append(docs, more...), "README.md", "CONTRIBUTING.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range file.FindAllStringSubmatch(string(text), -1) {
			path := strings.NewReplacer("NN-SLUG", "01-echo", "NN-slug", "01-echo", "SLUG", "echo", "slug", "echo", "NAME", "timeline").Replace(found[1])
			if strings.HasPrefix(path, "static/built") {
				continue // made by the build
			}
			if matches, err := filepath.Glob(strings.TrimSuffix(path, "/")); err != nil || len(matches) == 0 {
				t.Errorf("%s names %s, which does not exist", name, found[1])
			}
		}
	}
}
