package lessons

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
)

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
	if path.Dir(opts["file"]) != "." {
		d.showWholeFile(f, language, opts["file"], at)
		return
	}
	src, version := d.src, d.naive[opts["naive"]]
	if version != nil {
		src = version.files
	} else if opts["naive"] != "" {
		d.fail(at, "the lesson has no folder naive/%s", opts["naive"])
		return
	}
	file, part, err := src.excerpt(opts["file"], opts["decl"])
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
	if version == nil {
		swap(f, &rawBlock{html: file.figure(opts["decl"], lines)})
		return
	}
	if version.shown {
		d.fail(at, "the naive version %q is shown already", version.name)
	}
	version.shown = true
	swap(f, &rawBlock{html: version.html(file.name, opts["decl"], lines)})
}

// showWholeFile shows a file of the lesson's own folder.
func (d *lessonDoc) showWholeFile(f *ast.FencedCodeBlock, language, name string, at int) {
	text, err := fs.ReadFile(d.folder, name)
	if err != nil {
		d.fail(at, "the lesson's folder has no file %q", name)
		return
	}
	swap(f, &rawBlock{html: plainFigure(name, language, strings.TrimRight(string(text), "\n"))})
}

// parseOptions reads key=value pairs; a value with spaces stands in double
// quotes.
func parseOptions(s string) (map[string]string, error) {
	opts := map[string]string{}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		key, rest, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("after the language a block takes file=, decl=, line=, naive= or title=, not %q", s)
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
		case "file", "decl", "line", "naive", "title":
			opts[key] = value
		default:
			return nil, fmt.Errorf("unknown option %q: there are file, decl, line, naive and title", key)
		}
	}
	return opts, nil
}
