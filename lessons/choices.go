package lessons

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// The bounds of a question's choices.
const (
	minChoices = 2
	maxChoices = 6
	maxChoice  = 120 // characters of each
)

// takeChoices marks the list at the end of a question as the answers from which the
// learner chooses. A question has no other list.
func (d *lessonDoc) takeChoices(question *tryPart, title string, at int) {
	for c := question.FirstChild(); c != nil; c = c.NextSibling() {
		list, ok := c.(*ast.List)
		switch {
		case !ok:
		case list.IsOrdered() || c.NextSibling() != nil || c == question.FirstChild():
			d.fail(at, "the choices of the question before %q are one list with bullets between the question and its answer", title)
			return
		default:
			list.SetAttributeString("class", []byte("try-choices"))
			d.checkChoices(list, title, at)
		}
	}
}

func (d *lessonDoc) checkChoices(list *ast.List, title string, at int) {
	if n := list.ChildCount(); n < minChoices || n > maxChoices {
		d.fail(at, "the question before %q has %d choices; it may have %d to %d", title, n, minChoices, maxChoices)
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if text, ok := item.FirstChild().(*ast.TextBlock); !ok || text.NextSibling() != nil {
			d.fail(at, "a choice of the question before %q is one line, without an empty one around it", title)
			return
		}
	}
}

// takePlain fills in the question and the choices of each Try it as plain text, for where
// there is no lesson around them.
func (d *lessonDoc) takePlain(root ast.Node) error {
	var failed error
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		t, ok := n.(*tryBlock)
		if !ok || !entering || !t.HasChildren() {
			return ast.WalkContinue, nil
		}
		for i := range d.lesson.TryIts {
			if d.lesson.TryIts[i].ID == t.id {
				failed = d.plainQuestion(&d.lesson.TryIts[i], t.FirstChild())
			}
		}
		if failed != nil {
			return ast.WalkStop, nil
		}
		return ast.WalkSkipChildren, nil
	})
	return failed
}

func (d *lessonDoc) plainQuestion(t *TryIt, question ast.Node) error {
	var parts []string
	for c := question.FirstChild(); c != nil; c = c.NextSibling() {
		if _, isList := c.(*ast.List); isList {
			for item := c.FirstChild(); item != nil; item = item.NextSibling() {
				t.Choices = append(t.Choices, d.plain(item.FirstChild()))
			}
		} else {
			parts = append(parts, d.plain(c))
		}
	}
	t.Question = strings.Join(parts, " ")
	seen := make(map[string]bool)
	for _, choice := range t.Choices {
		key := strings.ToLower(choice)
		switch {
		case choice == "" || len([]rune(choice)) > maxChoice:
			return fmt.Errorf("%s:%d: the choice %q of the question before %q needs a text of %d characters at most", d.name, t.Line-1, choice, t.Title, maxChoice)
		case seen[key]:
			return fmt.Errorf("%s:%d: the question before %q has the choice %q twice", d.name, t.Line-1, t.Title, choice)
		}
		seen[key] = true
	}
	return nil
}

// plain returns the text of a node as a learner reads it, without markup.
func (d *lessonDoc) plain(n ast.Node) string {
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, d.body, n); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(html.UnescapeString(anyTag.ReplaceAllString(out.String(), ""))), " ")
}
