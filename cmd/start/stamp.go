package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// stamp records the sources with which a step ran last, in a file below bin/.
type stamp struct {
	file    string
	sum     string // of the sources as they are now; empty for a step without sources
	outputs []string
}

// newStamp computes the sum of the step's sources.
func newStamp(root string, s step) (stamp, error) {
	st := stamp{
		file:    filepath.Join(root, "bin", ".built", strings.ReplaceAll(s.name, " ", "-")),
		outputs: s.outputs,
	}
	if len(s.sources) == 0 {
		return st, nil
	}
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version(), s.command, s.env)
	for _, pattern := range s.sources {
		files, err := matches(pattern)
		if err != nil {
			return st, err
		}
		for _, name := range files {
			fmt.Fprintln(sum, name)
			f, err := os.Open(name)
			if err != nil {
				return st, err
			}
			_, err = io.Copy(sum, f)
			f.Close()
			if err != nil {
				return st, err
			}
		}
	}
	st.sum = fmt.Sprintf("%x", sum.Sum(nil))
	return st, nil
}

// fresh reports whether the step ran with these sources and its outputs exist.
// A step without sources is never fresh: its command finds out by itself.
func (s stamp) fresh() bool {
	content, err := os.ReadFile(s.file)
	if s.sum == "" || err != nil || string(content) != s.sum {
		return false
	}
	return !slices.ContainsFunc(s.outputs, func(name string) bool {
		_, err := os.Stat(name)
		return err != nil
	})
}

func (s stamp) write() error {
	if s.sum == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(s.file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(s.file, []byte(s.sum), 0o666)
}

// matches returns the files that a pattern names, in order. "dir/**.ext" names
// all files below dir that end so, but for tests and what the build makes;
// other patterns are those of filepath.Glob.
func matches(pattern string) ([]string, error) {
	dir, ext, deep := strings.Cut(pattern, "**")
	if !deep {
		return filepath.Glob(pattern)
	}
	var files []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "built" {
			return fs.SkipDir
		}
		test := strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".test.js")
		if !d.IsDir() && strings.HasSuffix(name, ext) && !test {
			files = append(files, name)
		}
		return nil
	})
	return files, err
}
