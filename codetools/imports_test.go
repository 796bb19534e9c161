package codetools_test

import (
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"socketschool/compile/recipe"
)

// TestFix applies the fix of the first problem.
func TestFix(t *testing.T) {
	tools := newTools(t)
	const use = "\n\nvar _ = strings.ToUpper(\"é\")\n"
	for _, tt := range []struct{ name, before, want string }{
		{"no import", "package echo" + use, "package echo\n\nimport \"strings\"" + use},
		{"one import", "package echo // 😀\n\nimport \"net\" // é" + use + "var _ net.Conn\n",
			"package echo // 😀\n\nimport \"net\" // é\nimport \"strings\"" + use + "var _ net.Conn\n"},
		{"first of a group", "package echo\n\nimport (\n\t\"sync\"\n)" + use + "var _ sync.Mutex\n",
			"package echo\n\nimport (\n\t\"strings\"\n\t\"sync\"\n)" + use + "var _ sync.Mutex\n"},
		{"last of a group", "package echo\n\nimport (\n\tn \"net\" // the network\n)" + use + "var _ n.Conn\n",
			"package echo\n\nimport (\n\tn \"net\" // the network\n\t\"strings\"\n)" + use + "var _ n.Conn\n"},
		{"a group in one line", "package echo\n\nimport (\"net\")" + use + "var _ net.Conn\n",
			"package echo\n\nimport (\"net\"\n\t\"strings\")" + use + "var _ net.Conn\n"},
		{"the package that has the member", "package echo\n\nvar _ = rand.Text()\n", "package echo\n\nimport \"crypto/rand\"\n\nvar _ = rand.Text()\n"},
		{"a member that no package has", "package echo\n\nvar _ = strings.Shout()\n", ""},
		{"a package that cannot be imported", "package echo\n\nvar _ = http.Get\n", ""},
		{"no selector", "package echo\n\nvar _ = strings\n", ""},
		{"another problem", "package echo\n\nvar _ int = \"\"\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"server.go": tt.before}
			fix := tools.Fix(files, tools.Check(echo, files)[0])
			if fix == nil {
				if tt.want != "" {
					t.Errorf("no fix for %v", tools.Check(echo, files)[0])
				}
				return
			}
			units := utf16.Encode([]rune(tt.before))
			got := string(utf16.Decode(units[:fix.Offset])) + fix.Text + string(utf16.Decode(units[fix.Offset:]))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", fix.Title, diff)
			}
		})
	}
	if fix := tools.Fix(nil, recipe.Problem{Message: "undefined: strings"}); fix != nil {
		t.Errorf("a file that is not there: %v", fix)
	}
}
