package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// manifestFile marks a folder as an export and lists the files that it wrote, one
// path on each line.
const manifestFile = ".socketschool-export"

// exportedPath matches the paths that an export writes. A manifest that lists anything
// else does not come from an export.
var exportedPath = regexp.MustCompile(`^(404\.html|sw\.js|preview\.png|sitemap\.xml|robots\.txt|` +
	`([a-z0-9-]+/)*index\.html|lessons/[a-z0-9-]+/exercises\.json|static/[A-Za-z0-9-]+-[0-9A-Z]{8}\.(js|css|woff2|wasm|bin))(\.br|\.gz)?$`)

// target is the folder that an export writes.
type target struct {
	dir  string      // absolute, with links followed
	info fs.FileInfo // nil where there is no folder yet
	own  []string    // what the former export wrote, by path below dir
}

// openTarget checks that dir is new, empty, or a former export, since it is
// going to be replaced. It follows a link to a folder, so that the link stays.
func openTarget(dir string) (target, error) {
	if to, err := os.Readlink(dir); err == nil {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return target{}, fmt.Errorf("%s is a link to %s, which does not exist: create that folder, or remove the link", dir, to)
		}
	}
	real, err := realPath(dir)
	if err != nil {
		return target{}, err
	}
	t := target{dir: real}
	t.info, err = os.Stat(real)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	if !t.info.IsDir() {
		return t, fmt.Errorf("%s is a file, not a folder", dir)
	}
	if here, err := os.Stat("."); err == nil && os.SameFile(here, t.info) {
		return t, errors.New("the folder is replaced as a whole, so it cannot be the one you are in: name another one, such as ./site")
	}
	return t, t.check()
}

// realPath follows links as far as the path exists.
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

// check reads the manifest into t.own and refuses a folder that holds anything that
// the former export did not write, such as a .git. It runs before the work and
// again right before the folder is replaced.
func (t *target) check() error {
	entries, err := os.ReadDir(t.dir)
	entries = slices.DeleteFunc(entries, isStaging)
	if err != nil || len(entries) == 0 {
		return err
	}
	if t.own, err = readManifest(t.dir); err != nil {
		return err
	}
	return filepath.WalkDir(t.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel(t.dir, name)
		if err != nil {
			return err
		}
		below = filepath.ToSlash(below)
		switch {
		case below == "." || below == manifestFile || d.Type().IsRegular() && slices.Contains(t.own, below):
			return nil
		case isStaging(d) && !strings.Contains(below, "/"):
			return fs.SkipDir
		case d.IsDir() && slices.ContainsFunc(t.own, func(o string) bool { return strings.HasPrefix(o, below+"/") }):
			return nil
		}
		return fmt.Errorf("%s holds %s, which export did not write and would lose: move it away, or export to another folder", t.dir, below)
	})
}

// readManifest returns the paths that the manifest in dir lists.
func readManifest(dir string) ([]string, error) {
	name := filepath.Join(dir, manifestFile)
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not empty, and not a former export: name a new folder, or empty this one", dir)
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return nil, fmt.Errorf("%s is not what an export writes: empty the folder, or export to another one", name)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	own := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	for _, path := range own {
		if !exportedPath.MatchString(path) {
			return nil, fmt.Errorf("%s lists %q, which no export writes: empty the folder, or export to another one", name, path)
		}
	}
	return own, nil
}
