package compile

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"strings"

	"socketschool/compile/recipe"
)

// export compiles the packages of recipe.Roots and all that they import. It returns
// the archive of each import path, in the go command's cache.
func (t *Toolchain) export(ctx context.Context, dir string, p recipe.Program, job *prepareJob) (map[string]string, error) {
	tags := "-tags=" + strings.Join(recipe.Tags(p), ",")
	list, err := t.goList(ctx, dir, nil, append([]string{"-deps", tags}, recipe.Roots()...)...)
	if err != nil {
		return nil, err
	}
	total := strings.Count(list, "\n")
	job.add(0, total)
	built := 0
	one := func() { built++; job.add(1, 0) }
	list, err = t.goList(ctx, dir, one, append([]string{"-export", "-v", "-deps", "-trimpath", "-buildvcs=false",
		"-json=ImportPath,Export", tags}, recipe.Roots()...)...)
	if err != nil {
		return nil, err
	}
	job.add(total-built, 0) // those that the go command had in its cache
	files := make(map[string]string)
	for dec := json.NewDecoder(strings.NewReader(list)); ; {
		var p struct{ ImportPath, Export string }
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, err
		case p.Export != "":
			files[p.ImportPath] = p.Export
		}
	}
}

// goList runs go list and returns what it prints. It calls line for each line that go
// list prints to its standard error.
func (t *Toolchain) goList(ctx context.Context, dir string, line func(), args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, t.goCommand, append([]string{"list"}, args...)...)
	cmd.Env = t.env
	cmd.Dir = dir
	cmd.WaitDelay = killDelay
	isolate(cmd, nil)
	var out bytes.Buffer
	cmd.Stdout = &out
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	messages := &limitedBuffer{max: maxOutput}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		fmt.Fprintln(messages, lines.Text())
		if line != nil {
			line()
		}
	}
	if err := cmd.Wait(); err != nil {
		if strings.Contains(messages.String(), "no space left on device") {
			err = ErrDiskFull
		}
		return "", fmt.Errorf("go list: %w: %s", err, messages)
	}
	return out.String(), nil
}

// readSources reads the files that the archives need, by path. Of go.mod it keeps what
// names the module and the language's version: the program imports no other module.
func readSources(fsys fs.FS) (map[string]string, error) {
	sources := make(map[string]string)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		sources[name] = string(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	var head strings.Builder
	for line := range strings.Lines(sources["go.mod"]) {
		if strings.HasPrefix(line, "module ") || strings.HasPrefix(line, "go ") {
			head.WriteString(line)
		}
	}
	if head.Len() == 0 {
		return nil, errors.New("the sources have no go.mod")
	}
	sources["go.mod"] = head.String()
	return sources, nil
}
