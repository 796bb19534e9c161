package lessons

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is CommonMark with tables. Raw HTML stays off: goldmark leaves it
// out by default, and tables get no style attributes, which the
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
	lessonFiles
	errs []error
}

// lessonFiles are what a lesson shows files of.
type lessonFiles struct {
	src    *source                  // the lesson's version of the program, and what stands around it
	naive  map[string]*naiveVersion // by name
	folder fs.FS                    // of the lesson
}

// render fills in the lesson's HTML and TryIts. headLines is how many lines of
// the file stand before body.
func render(l *Lesson, name string, body []byte, headLines int, files lessonFiles) error {
	d := &lessonDoc{lesson: l, name: name, offset: headLines, body: body, lessonFiles: files}
	root := markdown.Parser().Parse(text.NewReader(body))
	d.replaceBlocks(root)
	d.checkRawHTML(root)
	d.wrapTerminals(root)
	wrapSections(root)
	d.keepHyphens(root)
	if len(d.errs) > 0 {
		return errors.Join(d.errs...)
	}
	if err := errors.Join(d.unshown(), d.takePlain(root)); err != nil {
		return err
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

// renderFragment renders Markdown outside a lesson's sections, such as the task of an
// exercise. before is how many lines of the file stand before it.
func renderFragment(name, body string, before int) (string, error) {
	d := &lessonDoc{lesson: new(Lesson), name: name, offset: before, body: []byte(body), lessonFiles: lessonFiles{src: &source{}}}
	root := markdown.Parser().Parse(text.NewReader(d.body))
	d.replaceBlocks(root)
	d.checkRawHTML(root)
	d.wrapTerminals(root)
	d.keepHyphens(root)
	if len(d.errs) > 0 {
		return "", errors.Join(d.errs...)
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, d.body, root); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return out.String(), nil
}

func (d *lessonDoc) fail(offset int, format string, args ...any) {
	line := d.offset + 1 + bytes.Count(d.body[:min(offset, len(d.body))], []byte("\n"))
	d.errs = append(d.errs, fmt.Errorf("%s:%d: %s", d.name, line, fmt.Sprintf(format, args...)))
}

// replaceBlocks replaces fenced blocks by what the lesson page shows.
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

func escape(s string) string { return html.EscapeString(s) }
