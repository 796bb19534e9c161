package lessons

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is CommonMark with tables. Raw HTML stays off: goldmark leaves it
// out unless told otherwise, and tables get no style attributes, which the
// site's Content-Security-Policy forbids.
var markdown = goldmark.New(
	goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
		extension.NewTypographer(),
	),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(blockRenderer{}, 100))),
)

// lessonDoc is one lesson while its Markdown is read.
type lessonDoc struct {
	lesson *Lesson
	name   string // file, for errors
	offset int    // lines before body
	body   []byte
	src    *source
	errs   []error
}

// render fills in the lesson's HTML and Tries. headLines is how many lines of
// the file stand before body.
func render(l *Lesson, name string, body []byte, headLines int, src *source) error {
	d := &lessonDoc{lesson: l, name: name, offset: headLines, body: body, src: src}
	root := markdown.Parser().Parse(text.NewReader(body))
	d.replaceBlocks(root)
	d.checkRawHTML(root)
	d.wrapTerminals(root)
	wrapSections(root)
	d.keepHyphens(root)
	if len(d.errs) > 0 {
		return errors.Join(d.errs...)
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, body, root); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.HTML = out.String()
	for _, found := range sectionHead.FindAllStringSubmatch(l.HTML, -1) {
		l.Sections = append(l.Sections, Section{ID: found[1], Title: html.UnescapeString(anyTag.ReplaceAllString(found[2], ""))})
	}
	return nil
}

func (d *lessonDoc) fail(offset int, format string, args ...any) {
	line := d.offset + 1 + bytes.Count(d.body[:min(offset, len(d.body))], []byte("\n"))
	d.errs = append(d.errs, fmt.Errorf("%s:%d: %s", d.name, line, fmt.Sprintf(format, args...)))
}

// replaceBlocks turns fenced blocks into what the lesson page shows.
func (d *lessonDoc) replaceBlocks(root ast.Node) {
	var fences []*ast.FencedCodeBlock
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if f, ok := n.(*ast.FencedCodeBlock); ok && entering {
			fences = append(fences, f)
		}
		return ast.WalkContinue, nil
	})
	for _, f := range fences {
		var info string
		at := 0
		if f.Info != nil {
			info = string(f.Info.Segment.Value(d.body))
			at = f.Info.Segment.Start
		} else if f.Lines().Len() > 0 {
			at = f.Lines().At(0).Start
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(info), " ")
		if word == "try" {
			d.replaceTry(f, strings.TrimSpace(rest), at)
		} else {
			d.replaceCode(f, word, rest, at)
		}
	}
}

// replaceCode shows a declaration of the server, or the code that stands in
// the block. at is the fence's place in the body.
func (d *lessonDoc) replaceCode(f *ast.FencedCodeBlock, language, rest string, at int) {
	opts, err := parseOptions(rest)
	if err != nil {
		d.fail(at, "%v", err)
		return
	}
	content := string(f.Lines().Value(d.body))
	if opts["file"] == "" && opts["decl"] == "" {
		title := opts["title"]
		if title == "" {
			title = language
		}
		swap(f, &rawBlock{html: plainFigure(title, language, strings.TrimRight(content, "\n"))})
		return
	}
	if strings.TrimSpace(content) != "" {
		d.fail(at, "a block that names a file and a declaration is filled from the server: leave it empty")
		return
	}
	file, part, err := d.src.excerpt(opts["file"], opts["decl"])
	if err != nil {
		d.fail(at, "%v", err)
		return
	}
	lines := highlightLines(file.lines, part, nil)
	if only := opts["line"]; only != "" {
		lines = ""
		for n := part.first; n <= part.last; n++ {
			if strings.Contains(textOf(file.lines[n-1]), only) {
				lines += highlightLines(file.lines, span{n, n}, nil)
			}
		}
		if lines == "" {
			d.fail(at, "%s of %s has no line with %q", opts["decl"], file.name, only)
			return
		}
	}
	swap(f, &rawBlock{html: figure(file.name, opts["decl"], lines)})
}

// replaceTry makes a Try it of a block and of the question quoted before it.
func (d *lessonDoc) replaceTry(f *ast.FencedCodeBlock, title string, at int) {
	steps := string(f.Lines().Value(d.body))
	switch {
	case title == "":
		d.fail(at, "a try block needs a title, which its button bears: ```try Send the two pieces")
		return
	case strings.TrimSpace(steps) == "":
		d.fail(at, "a try block needs steps, such as: connect a")
		return
	case d.lesson.Server == "":
		d.fail(at, "a try block needs a server, and this lesson names none")
		return
	}
	id := "try-" + kebab(title)
	for _, t := range d.lesson.Tries {
		if t.ID == id {
			d.fail(at, "there is a Try it %q already: its title must be its own", title)
			return
		}
	}
	line := d.offset + 1 + bytes.Count(d.body[:f.Lines().At(0).Start], []byte("\n"))
	d.lesson.Tries = append(d.lesson.Tries, Try{ID: id, Title: title, Steps: steps, Line: line})
	t := &tryBlock{id: id, title: title, steps: steps}
	if q, ok := f.PreviousSibling().(*ast.Blockquote); ok {
		d.takeQuestion(t, q, at)
	}
	swap(f, t)
}

// answerMark begins the last paragraph of a question: what the run shows.
const answerMark = "Answer: "

// takeQuestion moves the quotation before a Try it into it: the question, and
// its last paragraph as the answer.
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
	first.Segment = first.Segment.WithStart(first.Segment.Start + len(answerMark))
	t.AppendChild(t, question)
	t.AppendChild(t, answer)
}

// checkRawHTML refuses what goldmark would silently leave out.
func (d *lessonDoc) checkRawHTML(root ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock:
			if n.Lines().Len() > 0 {
				d.fail(n.Lines().At(0).Start, "raw HTML is off in lessons")
			}
		case *ast.RawHTML:
			d.fail(n.Segments.At(0).Start, "raw HTML is off in lessons: write code as `code`")
		}
		return ast.WalkContinue, nil
	})
}

// sectionHead matches where a section begins, as wrapSections has made it.
var sectionHead = regexp.MustCompile(`<section id="([^"]+)">\s*<h2>(.*?)</h2>`)

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

// parseOptions reads key=value pairs; a value with spaces stands in double
// quotes.
func parseOptions(s string) (map[string]string, error) {
	opts := map[string]string{}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		key, rest, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("after the language a block takes file=, decl=, line= or title=, not %q", s)
		}
		var value string
		if quoted, found := strings.CutPrefix(rest, `"`); found {
			if value, s, ok = strings.Cut(quoted, `"`); !ok {
				return nil, fmt.Errorf("the quote after %s= does not end", key)
			}
		} else {
			value, s, _ = strings.Cut(rest, " ")
		}
		switch key {
		case "file", "decl", "line", "title":
			opts[key] = value
		default:
			return nil, fmt.Errorf("unknown option %q: there are file, decl, line and title", key)
		}
	}
	return opts, nil
}

func kebab(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
	return strings.Join(words, "-")
}

func escape(s string) string { return html.EscapeString(s) }
