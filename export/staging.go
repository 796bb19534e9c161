package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	stagingPrefix = ".socketschool-staging-"
	lockFile      = "lock"
	newFolder     = "new" // the site that is being written
	oldFolder     = "old" // the former site, where a system cannot exchange two folders
)

// staging is a hidden folder in which an export is prepared. The process holds a
// lock on it, which the system releases however the process ends, so a folder
// without a lock is left over from a killed export.
type staging struct {
	dir     string
	lock    *os.File
	parents []string // folders made on the way to dir, the deepest first
}

// newStaging makes a staging folder in parent for the site called name. It
// removes those of the same name that killed exports left there.
func newStaging(parent, name string) (*staging, error) {
	s := new(staging)
	for p := parent; ; p = filepath.Dir(p) {
		if _, err := os.Stat(p); err == nil || p == filepath.Dir(p) {
			break
		}
		s.parents = append(s.parents, p)
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	sweepStaging(parent, name)
	var err error
	if s.dir, err = os.MkdirTemp(parent, stagingPrefix+name+"-"); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	if s.lock, err = os.OpenFile(s.path(lockFile), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	if err := lock(s.lock); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

func (s *staging) path(name string) string { return filepath.Join(s.dir, name) }

// remove removes the folder with all that is in it, and those folders above it
// that were made for it and are empty.
func (s *staging) remove() error {
	if s.lock != nil {
		s.lock.Close()
	}
	var err error
	if s.dir != "" {
		err = os.RemoveAll(s.dir)
	}
	for _, p := range s.parents {
		if os.Remove(p) != nil {
			break
		}
	}
	return err
}

func isStaging(d fs.DirEntry) bool {
	return d.IsDir() && strings.HasPrefix(d.Name(), stagingPrefix)
}

// sweepStaging removes what killed exports of the site called name left in
// parent. One that was killed between its two renames left no site: sweepStaging
// puts the former site back.
func sweepStaging(parent, name string) {
	entries, _ := os.ReadDir(parent)
	for _, d := range entries {
		if !isStaging(d) || !strings.HasPrefix(d.Name(), stagingPrefix+name+"-") {
			continue
		}
		dir := filepath.Join(parent, d.Name())
		f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR, 0)
		if err == nil && lock(f) != nil {
			f.Close()
			continue // its export is running
		}
		if err == nil {
			f.Close()
		}
		site := filepath.Join(parent, name)
		if _, err := os.Lstat(site); errors.Is(err, fs.ErrNotExist) {
			_ = os.Rename(filepath.Join(dir, oldFolder), site)
		}
		_ = os.RemoveAll(dir)
	}
}
