package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// markFile tells that a folder is an export, and which files it wrote.
const markFile = ".socketschool-export"

// checkFolder refuses a folder that holds anything but a former export: it is
// going to be replaced.
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is a file, not a folder", dir)
	}
	if here, err := os.Stat("."); err == nil && os.SameFile(here, info) {
		return errors.New("the folder is replaced as a whole, so it cannot be the one you are in: name another one, such as ./site")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return err
	}
	mark, err := os.ReadFile(filepath.Join(dir, markFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not empty, and not a former export: name a new folder, or empty this one", dir)
	}
	if err != nil {
		return err
	}
	return checkForeign(dir, strings.Split(string(mark), "\n"))
}

// checkForeign looks for what no export has written, such as a .git, and would
// be lost.
func checkForeign(dir string, own []string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		below = filepath.ToSlash(below)
		holdsOwn := d.IsDir() && slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(o, below+"/") })
		if below == "." || below == markFile || holdsOwn || !d.IsDir() && slices.Contains(own, below) {
			return nil
		}
		return fmt.Errorf("%s holds %s, which export did not write and would lose: move it away, or export to another folder", dir, below)
	})
}

// replaceFolder writes the files beside dir and then swaps the two, so that a
// web server never sees half a site.
func replaceFolder(ctx context.Context, dir string, set *fileSet) (err error) {
	dir, err = realPath(dir)
	if err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	made := filepath.Join(temp, "new")
	if err := writeAll(ctx, made, set); err != nil {
		return err
	}
	return swap(made, dir, filepath.Join(temp, "old"))
}

// realPath follows links, so that a link to the site goes on being one.
func realPath(dir string) (string, error) {
	found, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		found, err = dir, nil
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(found)
}

func writeAll(ctx context.Context, dir string, set *fileSet) error {
	var names []string
	for _, f := range set.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		for name, content := range f.forms() {
			names = append(names, name)
			if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), content); err != nil {
				return err
			}
		}
	}
	slices.Sort(names)
	return writeFile(filepath.Join(dir, markFile), []byte(strings.Join(names, "\n")+"\n"))
}

func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o666)
}

// swap puts made where dir is, and dir where old is. If it fails half-way, dir
// is put back.
func swap(made, dir, old string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(made, dir)
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(made, info.Mode().Perm()); err != nil {
		return err
	}
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(made, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}
