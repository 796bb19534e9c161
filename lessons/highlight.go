package lessons

import (
	"cmp"
	"fmt"
	"html"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// highlightLines renders the lines of a span of a source file, each with its
// number, so that a line can be linked to and lit. id names a line's anchor;
// nil leaves anchors out.
func highlightLines(lines [][]chroma.Token, part span, id func(line int) string) string {
	var b strings.Builder
	for i, tokens := range lines {
		line := i + 1
		if line < part.first || line > part.last {
			continue
		}
		anchor := ""
		if id != nil {
			anchor = fmt.Sprintf(` id="%s"`, html.EscapeString(id(line)))
		}
		fmt.Fprintf(&b, `<span class="line"%s data-line="%d"><span class="ln">%d</span><span class="cl">`, anchor, line, line)
		writeTokens(&b, tokens)
		// The line end stands inside: where .line is a block it takes no room,
		// and without a stylesheet the lines still stand apart.
		b.WriteString("\n</span></span>")
	}
	return b.String()
}

// highlight renders code that is not of the server: no line numbers.
func highlight(language, text string) string {
	var b strings.Builder
	for _, tokens := range tokenLines(language, text) {
		writeTokens(&b, tokens)
		b.WriteByte('\n')
	}
	return b.String()
}

// tokenLines splits text into highlighted tokens, a slice a line. An unknown
// language is plain text.
func tokenLines(language, text string) [][]chroma.Token {
	if language == "go" {
		return chroma.SplitTokensIntoLines(goTokens(text))
	}
	it, err := lexerOf(language).Tokenise(nil, text)
	if err != nil {
		it = chroma.Literator(chroma.Token{Type: chroma.Text, Value: text})
	}
	return chroma.SplitTokensIntoLines(it.Tokens())
}

// languages has the lexers that lexerOf has found, by language.
var languages sync.Map

// lexerOf returns the lexer of a language. Chroma looks for it among the file names of all
// its languages, which takes longer than to split a short text.
func lexerOf(language string) chroma.Lexer {
	if found, ok := languages.Load(language); ok {
		return found.(chroma.Lexer)
	}
	lexer := chroma.Coalesce(cmp.Or(lexers.Get(language), lexers.Fallback))
	languages.Store(language, lexer)
	return lexer
}

func writeTokens(b *strings.Builder, tokens []chroma.Token) {
	for _, t := range tokens {
		text := html.EscapeString(strings.TrimRight(t.Value, "\n"))
		if text == "" {
			continue
		}
		if class := chroma.StandardTypes[t.Type]; class != "" && class != "w" {
			fmt.Fprintf(b, `<span class="%s">%s</span>`, class, text)
		} else {
			b.WriteString(text)
		}
	}
}

// figure frames highlighted lines of the file.
func (f *sourceFile) figure(decl, lines string) string {
	attributes := ""
	if f.readOnly {
		attributes = " data-readonly"
	}
	return codeFigure(f.name, decl, "", attributes, lines)
}

// codeFigure frames highlighted lines of a file. title stands before the file's name;
// it and attributes, which begin with a space, are HTML.
func codeFigure(file, decl, title, attributes, lines string) string {
	name := ""
	if decl != "" {
		name = `<span class="code-name">` + html.EscapeString(decl) + `</span>`
	}
	file = html.EscapeString(file)
	return `<figure class="code" data-file="` + file + `"` + attributes + `><figcaption>` + title +
		`<span class="code-file">` + file + `</span>` + name +
		`</figcaption><pre class="chroma" tabindex="0"><code>` + lines + "</code></pre></figure>\n"
}

// plainFigure frames any other code.
func plainFigure(title, language, text string) string {
	return `<figure class="code plain"><figcaption><span class="code-file">` + html.EscapeString(cmp.Or(title, "Example")) +
		`</span></figcaption><pre class="chroma" tabindex="0"><code>` + highlight(language, text) + "</code></pre></figure>\n"
}

// textOf is the text of a highlighted line.
func textOf(tokens []chroma.Token) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteString(token.Value)
	}
	return b.String()
}
