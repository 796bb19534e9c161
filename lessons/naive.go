package lessons

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// naiveVersion is a variant of a lesson's program that shows a fault. The lesson
// has it in naive/NAME/, the changed files only.
type naiveVersion struct {
	name  string // "one-at-a-time"
	files *source
	shown bool // a block of the lesson shows it
}

// readNaive returns the naive versions in a lesson's folder, by name. program are
// the files of the lesson's version.
func readNaive(fsys fs.FS, folder string, program fs.FS) (map[string]*naiveVersion, error) {
	folders, err := fs.Glob(fsys, folder+"/naive/*")
	if err != nil {
		return nil, err
	}
	found := make(map[string]*naiveVersion)
	for _, folder := range folders {
		files, err := fs.Sub(fsys, folder)
		if err != nil {
			return nil, err
		}
		src, err := readSource(files)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
		for _, f := range src.files {
			if err := checkChanged(files, program, f.name); err != nil {
				return nil, fmt.Errorf("%s: %w", folder, err)
			}
		}
		name := path.Base(folder)
		found[name] = &naiveVersion{name: name, files: src}
	}
	return found, nil
}

// checkChanged returns an error unless a file is another in both.
func checkChanged(version, program fs.FS, name string) error {
	former, err := fs.ReadFile(program, name)
	if err != nil {
		return fmt.Errorf("the lesson's program has no file %q", name)
	}
	text, err := fs.ReadFile(version, name)
	if err == nil && bytes.Equal(former, text) {
		return fmt.Errorf("%s is as in the lesson's program: leave it out", name)
	}
	return err
}

// unshown returns an error for the versions that no block shows.
func (d *lessonDoc) unshown() error {
	for _, name := range slices.Sorted(maps.Keys(d.naive)) {
		if !d.naive[name].shown {
			return fmt.Errorf("%s: no block shows the naive version %q: ```go file=server.go decl=Serve naive=%s", d.name, name, name)
		}
	}
	return nil
}

// html renders an excerpt of a naive version and, folded, its changed files.
// The element adds the button that runs it.
func (v *naiveVersion) html(file, decl, lines string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<naive-version class="naive" data-name="%s">`, escape(v.name))
	b.WriteString(naiveFigure(v.name, file, decl, lines))
	b.WriteString(`<details class="naive-source"><summary>The whole of this version</summary>`)
	for _, f := range v.files.files {
		b.WriteString(naiveFigure(v.name, f.name, "", highlightLines(f.lines, span{1, len(f.lines)}, nil)))
	}
	b.WriteString("</details></naive-version>\n")
	return b.String()
}

func naiveFigure(version, file, decl, lines string) string {
	title := ""
	if decl != "" {
		title = `<span class="naive-title">The naive version</span>`
	}
	return codeFigure(file, decl, title, fmt.Sprintf(` data-naive="%s"`, escape(version)), lines)
}
