package lessons

import (
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/google/go-cmp/cmp"
)

// TestGoTokens: which words of Go have which class, and that no byte is lost, whatever is
// between the fences.
func TestGoTokens(t *testing.T) {
	for text, want := range map[string]string{
		"func f(max int) bool { return nil }": `<k>func</k> f(max <kt>int</kt>) <kt>bool</kt> { <k>return</k> <kc>nil</kc> }`,
		"n := len(s) + max // é":              `n := <nb>len</nb>(s) + max <c>// é</c>`,
		"/* a\nb */ x = 'c' + `d\ne` + \"f\"": "<c>/* a\nb */</c> x = <s>'c'</s> + <s>`d\ne`</s> + <s>\"f\"</s>",
		"a.b(1.5, 0x1f)\n\tgo c()\n":          "a.b(<m>1.5</m>, <m>0x1f</m>)\n\t<k>go</k> c()\n",
		"x := \"not closed\ny # \x00 \xff":    "x := <s>\"not closed</s>\ny # \x00 \xff",
		"…":                                   "…",
		"":                                    "",
	} {
		var got strings.Builder
		for _, token := range goTokens(text) {
			if class := chroma.StandardTypes[token.Type]; class != "" {
				got.WriteString("<" + class + ">" + token.Value + "</" + class + ">")
			} else {
				got.WriteString(token.Value)
			}
		}
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
