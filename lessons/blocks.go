package lessons

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

var (
	kindRaw      = ast.NewNodeKind("LessonRaw")
	kindSection  = ast.NewNodeKind("LessonSection")
	kindTry      = ast.NewNodeKind("LessonTry")
	kindTerminal = ast.NewNodeKind("LessonTerminal")
	kindTryPart  = ast.NewNodeKind("LessonTryPart")
)

// rawBlock is HTML that this package has made.
type rawBlock struct {
	ast.BaseBlock
	html string
}

// section holds a heading of level 2 and what follows it.
type section struct {
	ast.BaseBlock
	id string
}

// tryBlock is a Try it; its children are the question and the answer, where it
// has them.
type tryBlock struct {
	ast.BaseBlock
	id, formerID, title, steps string
}

// tryPart is the question of a Try it or, with answer set, what the learner
// reads after the run.
type tryPart struct {
	ast.BaseBlock
	answer bool
}

func (*rawBlock) Kind() ast.NodeKind { return kindRaw }
func (*section) Kind() ast.NodeKind  { return kindSection }
func (*tryBlock) Kind() ast.NodeKind { return kindTry }
func (*tryPart) Kind() ast.NodeKind  { return kindTryPart }

func (n *rawBlock) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *section) Dump(src []byte, level int)  { ast.DumpHelper(n, src, level, nil, nil) }
func (n *tryBlock) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *tryPart) Dump(src []byte, level int)  { ast.DumpHelper(n, src, level, nil, nil) }

// terminalBlock is a paragraph that needs a terminal, with its commands.
type terminalBlock struct{ ast.BaseBlock }

func (*terminalBlock) Kind() ast.NodeKind { return kindTerminal }

func (n *terminalBlock) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// blockRenderer writes the blocks above. Scripts and styles of the page hold
// on to this markup.
type blockRenderer struct{}

func (blockRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindRaw, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString(n.(*rawBlock).html)
		}
		return ast.WalkContinue, nil
	})
	reg.Register(kindSection, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			fmt.Fprintf(w, "<section id=\"%s\">\n", escape(n.(*section).id))
		} else {
			_, _ = w.WriteString("</section>\n")
		}
		return ast.WalkContinue, nil
	})
	reg.Register(kindTry, renderTry)
	reg.Register(kindTryPart, renderTryPart)
	reg.Register(kindTerminal, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString("<aside class=\"in-terminal\">")
		} else {
			_, _ = w.WriteString("</aside>\n")
		}
		return ast.WalkContinue, nil
	})
}

// renderTry writes what can be read without a script: the question, the answer
// and the steps. With a script the element adds its button.
func renderTry(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	t := n.(*tryBlock)
	if entering {
		label := "Try it"
		if t.HasChildren() {
			label = "Predict, then try"
		}
		former := ""
		if t.formerID != "" {
			former = fmt.Sprintf(" data-former-id=\"%s\"", escape(t.formerID))
		}
		fmt.Fprintf(w, "<try-it class=\"try\" id=\"%s\"%s data-title=\"%s\"><p class=\"try-label\">%s</p>\n",
			escape(t.id), former, escape(t.title), label)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, "<details class=\"try-steps\"><summary>%s: the steps</summary><pre tabindex=\"0\"><code>%s</code></pre></details></try-it>\n",
		escape(t.title), escape(t.steps))
	return ast.WalkContinue, nil
}

// renderTryPart writes the question, or the answer folded: it is read after
// the guess.
func renderTryPart(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	begin, end := `<div class="try-question">`, "</div>\n"
	if n.(*tryPart).answer {
		begin, end = `<details class="try-answer"><summary>What happens</summary>`, "</details>\n"
	}
	if entering {
		_, _ = w.WriteString(begin)
	} else {
		_, _ = w.WriteString(end)
	}
	return ast.WalkContinue, nil
}
