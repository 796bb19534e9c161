package lessons

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// explicitID is what an author may write before the title of a Try it, so that
// another title does not lose the learners' progress.
var explicitID = regexp.MustCompile(`^id=([a-z0-9]+(?:-[a-z0-9]+)*)(?: +|$)`)

// replaceTry makes a Try it of a block and of the question quoted before it.
// info is what follows the word try: the title, and before it an id.
func (d *lessonDoc) replaceTry(f *ast.FencedCodeBlock, info string, at int) {
	steps := string(f.Lines().Value(d.body))
	title, id := info, ""
	if found := explicitID.FindStringSubmatch(info); found != nil {
		title, id = info[len(found[0]):], "try-"+found[1]
	}
	switch {
	case id == "" && strings.HasPrefix(info, "id="):
		d.fail(at, "the id of a try block has small letters, digits and single hyphens: ```try id=send-two Send the two pieces")
		return
	case title == "":
		d.fail(at, "a try block needs a title, which its button bears: ```try Send the two pieces")
		return
	case strings.TrimSpace(steps) == "":
		d.fail(at, "a try block needs steps, such as: connect a")
		return
	case d.lesson.Program == nil:
		d.fail(at, "a try block needs a server, and this lesson names none")
		return
	}
	former := "try-" + kebab(title)
	if id == "" || id == former {
		id, former = former, ""
	}
	for _, t := range d.lesson.TryIts {
		if t.ID == id || t.FormerID == id || t.ID == former {
			d.fail(at, "there is a Try it %q already: its title and its id must be its own", title)
			return
		}
	}
	line := d.offset + 1 + bytes.Count(d.body[:f.Lines().At(0).Start], []byte("\n"))
	d.lesson.TryIts = append(d.lesson.TryIts, TryIt{ID: id, FormerID: former, Title: title, Steps: steps, Line: line})
	t := &tryBlock{id: id, formerID: former, title: title, steps: steps}
	if q, ok := f.PreviousSibling().(*ast.Blockquote); ok {
		d.takeQuestion(t, q, at)
	}
	swap(f, t)
}

// answerMark begins the last paragraph of a question: what the run shows.
const answerMark = "Answer: "

// takeQuestion moves the quotation before a Try it into it: the question, with its choices
// where it has them, and its last paragraph as the answer.
func (d *lessonDoc) takeQuestion(t *tryBlock, quote *ast.Blockquote, at int) {
	question, answer := &tryPart{}, &tryPart{answer: true}
	last := quote.LastChild()
	for c := quote.FirstChild(); c != nil; c = quote.FirstChild() {
		if c == last {
			answer.AppendChild(answer, c)
		} else {
			question.AppendChild(question, c)
		}
	}
	quote.Parent().RemoveChild(quote.Parent(), quote)
	var first *ast.Text
	if last != nil {
		first, _ = last.FirstChild().(*ast.Text)
	}
	if first == nil || !bytes.HasPrefix(first.Segment.Value(d.body), []byte(answerMark)) {
		d.fail(at, "the question before %q needs its answer, as the last paragraph of the quotation: > %s…", t.title, answerMark)
		return
	}
	if !question.HasChildren() {
		d.fail(at, "the quotation before %q has an answer and no question", t.title)
		return
	}
	d.takeChoices(question, t.title, at)
	first.Segment = first.Segment.WithStart(first.Segment.Start + len(answerMark))
	t.AppendChild(t, question)
	t.AppendChild(t, answer)
}

func kebab(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
	return strings.Join(words, "-")
}
