package lessons

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// hyphenated matches a word that a line break would make hard to read.
var hyphenated = regexp.MustCompile(`\b[A-Z]{2,}-\d+\b`)

// keepHyphens keeps words such as UTF-8 on one line. A non-breaking hyphen
// would do so too, but a search for the word would miss it.
func (d *lessonDoc) keepHyphens(root ast.Node) {
	var texts []*ast.Text
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		if t, ok := n.(*ast.Text); ok && entering {
			texts = append(texts, t)
		}
		return ast.WalkContinue, nil
	})
	for _, t := range texts {
		for {
			at := hyphenated.FindIndex(t.Segment.Value(d.body))
			if at == nil {
				break
			}
			start, end := t.Segment.Start+at[0], t.Segment.Start+at[1]
			word := ast.NewString(fmt.Appendf(nil, `<span class="nowrap">%s</span>`, d.body[start:end]))
			word.SetCode(true) // it is HTML already
			before := ast.NewTextSegment(t.Segment.WithStop(start))
			t.Parent().InsertBefore(t.Parent(), t, before)
			t.Parent().InsertBefore(t.Parent(), t, word)
			t.Segment = t.Segment.WithStart(end)
		}
	}
}

func swap(old, with ast.Node) { old.Parent().ReplaceChild(old.Parent(), old, with) }

// terminalMark begins a paragraph that needs a terminal. Such a paragraph, with
// the commands below it, is left out where no terminal reaches the server.
const terminalMark = "In a terminal:"

// wrapTerminals puts each such paragraph and its commands in an aside.
func (d *lessonDoc) wrapTerminals(root ast.Node) {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		p, ok := n.(*ast.Paragraph)
		if !ok || p.FirstChild() == nil {
			continue
		}
		strong, ok := p.FirstChild().(*ast.Emphasis)
		if !ok || strong.Level != 2 {
			continue
		}
		mark, ok := strong.FirstChild().(*ast.Text)
		if !ok || string(mark.Segment.Value(d.body)) != terminalMark {
			continue
		}
		aside := &terminalBlock{}
		commands, _ := p.NextSibling().(*rawBlock)
		root.ReplaceChild(root, p, aside)
		aside.AppendChild(aside, p)
		if commands != nil && strings.Contains(commands.html, "In a terminal") {
			root.RemoveChild(root, commands)
			aside.AppendChild(aside, commands)
		}
		n = aside
	}
}

// wrapSections puts each heading of level 2 and what follows it in a section,
// which takes over the heading's id.
func wrapSections(root ast.Node) {
	var current *section
	for n := root.FirstChild(); n != nil; {
		next := n.NextSibling()
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			current = &section{}
			if id, ok := h.AttributeString("id"); ok {
				current.id = string(id.([]byte))
			}
			h.RemoveAttributes()
			root.InsertBefore(root, n, current)
		}
		if current != nil {
			current.AppendChild(current, n)
		}
		n = next
	}
}
