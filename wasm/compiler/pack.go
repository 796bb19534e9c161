//go:build !js

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"socketschool/compile/recipe"
)

// packMagic begins an archives.bin. The length of a table follows, in four bytes,
// the least first; then the table as JSON, a list of names and sizes; then the content
// of each file.
const packMagic = "socketschool pack 1\n"

type entry struct {
	name    string
	content []byte
}

// packArchives returns a pack with the archives of each set of build tags, those that
// are the same in several sets once, and index.json: for each set the file of each
// archive by import path. A tab finds the files in /archives.
func packArchives(ctx context.Context) ([]byte, error) {
	var entries []entry
	names := make(map[string]string) // by the go command's file, which a hash names
	index := make(map[string]map[string]string)
	for _, tls := range []bool{true, false} {
		tags := strings.Join(recipe.Tags(recipe.Program{TLS: tls}), ",")
		set := make(map[string]string)
		packages, err := listArchives(ctx, tags)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			if p.Export == "" {
				continue // unsafe
			}
			if names[p.Export] == "" {
				content, err := os.ReadFile(p.Export)
				if err != nil {
					return nil, err
				}
				name := p.ImportPath + ".a"
				if tags != "" {
					name = tags + "/" + name
				}
				names[p.Export] = name
				entries = append(entries, entry{name, content})
			}
			set[p.ImportPath] = "/archives/" + names[p.Export]
		}
		index[tags] = set
	}
	text, err := json.Marshal(index)
	if err != nil {
		return nil, err
	}
	return pack(append(entries, entry{"index.json", text}))
}

type goPackage struct{ ImportPath, Export string }

// listArchives returns the packages that a program may need, and their archives in the
// go command's cache.
func listArchives(ctx context.Context, tags string) ([]goPackage, error) {
	args := []string{"list", "-export", "-deps", "-trimpath", "-buildvcs=false", "-tags=" + tags, "-json=ImportPath,Export"}
	out, err := goCommand(ctx, append(args, recipe.Roots()...)...)
	if err != nil {
		return nil, err
	}
	var packages []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

// pack puts files into one, sorted by name.
func pack(entries []entry) ([]byte, error) {
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	var table [][2]any
	var contents [][]byte
	for _, e := range entries {
		table = append(table, [2]any{e.name, len(e.content)})
		contents = append(contents, e.content)
	}
	text, err := json.Marshal(table)
	if err != nil {
		return nil, err
	}
	head := binary.LittleEndian.AppendUint32([]byte(packMagic), uint32(len(text)))
	return slices.Concat(append([][]byte{head, text}, contents...)...), nil
}
