package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fonts are in the pages, and come from npm.
var fonts = []string{"inter", "jetbrains-mono", "source-serif-4"}

// licenses returns the licenses of what the binary holds beside our own code:
// Go, the modules, and the fonts. They ask to be passed on with it.
func (r release) licenses(ctx context.Context, t target) ([]byte, error) {
	goroot, err := output(ctx, r.root, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	const module = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}"
	list, err := output(ctx, r.root, t.env(), "go", "list", "-deps", "-f", module, "./cmd/socketschool")
	if err != nil {
		return nil, err
	}
	folders := []string{"Go\t" + goroot}
	for _, line := range slices.Compact(slices.Sorted(strings.SplitSeq(list, "\n"))) {
		if line != "" {
			folders = append(folders, line)
		}
	}
	for _, font := range fonts {
		name := "@fontsource-variable/" + font
		folders = append(folders, name+"\t"+filepath.Join(r.root, "node_modules", filepath.FromSlash(name)))
	}
	var b bytes.Buffer
	for _, line := range folders {
		name, dir, _ := strings.Cut(line, "\t")
		text, err := license(dir)
		if err != nil {
			return nil, fmt.Errorf("license of %s: %w", name, err)
		}
		fmt.Fprintf(&b, "======== %s\n\n%s\n\n", name, bytes.TrimSpace(text))
	}
	return b.Bytes(), nil
}

// license returns the license files of a folder, with their notices.
func license(dir string) ([]byte, error) {
	var all [][]byte
	for _, pattern := range []string{"LICENSE*", "COPYING*", "NOTICE*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no license file in %s", dir)
	}
	return bytes.Join(all, []byte("\n")), nil
}
