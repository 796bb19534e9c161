package export

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

// writer puts a site into its target: beside it, and then exchanged with it; or
// within it, file by file, where the folder itself cannot be replaced.
type writer struct {
	target  target
	staging *staging
	within  bool
	owner   *ownership
}

// newWriter prepares to write to the target. It fails before any work is done
// where the target cannot be written.
func newWriter(t target) (*writer, error) {
	w := &writer{target: t, owner: ownershipOf(t.info), within: isMount(t.dir, t.info)}
	name := filepath.Base(t.dir)
	if !w.within {
		var err error
		w.staging, err = newStaging(filepath.Dir(t.dir), name)
		switch {
		case err == nil && w.canOwn():
			return w, nil
		case err == nil:
			if err := w.staging.remove(); err != nil {
				return nil, err
			}
		case t.info == nil:
			return nil, fmt.Errorf("%w: choose a folder that you can write to, or create %s first and make it yours", err, t.dir)
		}
		w.within = true
	}
	var err error
	w.staging, err = newStaging(t.dir, name)
	if err != nil {
		return nil, fmt.Errorf("%w: neither the folder nor the one above it can be written to; run this as its owner, or export to another folder", err)
	}
	return w, nil
}

// canOwn makes the new folder and reports whether it can have the owner of the
// one that it is going to replace.
func (w *writer) canOwn() bool {
	made := w.staging.path(newFolder)
	return os.Mkdir(made, 0o777) == nil && w.owner.giveFolder(made) == nil
}

// write writes the files and replaces what was there. Until the last moment the
// target is as it was; write removes what it made if it fails or ctx ends.
func (w *writer) write(ctx context.Context, set *fileSet) error {
	made := w.staging.path(newFolder)
	names, err := w.writeAll(ctx, made, set)
	if err != nil {
		return err
	}
	if w.target.info != nil {
		if err := w.target.check(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !w.within {
		err = replaceDir(made, w.target.dir, w.staging.path(oldFolder))
		if err == nil {
			return syncFolder(filepath.Dir(w.target.dir))
		}
		// A bind mount looks like any folder until it is to be renamed.
		if w.target.info == nil || !cannotRename(err) {
			return err
		}
		inner, err := newStaging(w.target.dir, filepath.Base(w.target.dir))
		if err != nil {
			return err
		}
		defer inner.remove()
		if _, err := w.writeAll(ctx, inner.path(newFolder), set); err != nil {
			return err
		}
		made = inner.path(newFolder)
	}
	return w.moveWithin(made, names)
}

// writeAll writes all files into dir, through to the disk, and returns their
// paths in order.
func (w *writer) writeAll(ctx context.Context, dir string, set *fileSet) ([]string, error) {
	var names []string
	for _, f := range set.files {
		for name, content := range f.variants() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			names = append(names, name)
			if err := w.writeFile(filepath.Join(dir, filepath.FromSlash(name)), content); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(names)
	if err := w.writeManifest(dir, names); err != nil {
		return nil, err
	}
	return names, syncFolders(dir)
}

func (w *writer) writeManifest(dir string, names []string) error {
	return w.writeFile(filepath.Join(dir, manifestFile), []byte(strings.Join(names, "\n")+"\n"))
}

func (w *writer) writeFile(name string, content []byte) error {
	if err := w.makeFolder(filepath.Dir(name)); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return firstError(err, f.Close(), w.give(name))
}

// makeFolder makes dir and the folders above it that are missing.
func (w *writer) makeFolder(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := w.makeFolder(filepath.Dir(dir)); err != nil {
		return err
	}
	return firstError(os.Mkdir(dir, 0o777), w.give(dir))
}

// give gives what was made the target's owner, where the process may do that.
func (w *writer) give(name string) error {
	if err := w.owner.give(name); err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// firstError returns the first error.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(name)
	})
}

// replaceDir puts made where dir is, in one step where the system can: a web server
// then finds the old site or the new one at any time. Elsewhere it moves dir to
// old first, and back if it fails half-way.
func replaceDir(made, dir, old string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(made, dir)
	}
	err := exchange(made, dir)
	if err == nil || cannotRename(err) {
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

// moveWithin moves the new files over the old ones. A page comes after what it
// loads, the list of offline files last. The manifest lists old and new files until
// all is done, so that an export that is killed on the way can be repeated.
func (w *writer) moveWithin(made string, names []string) error {
	dir := w.target.dir
	if err := w.writeManifest(dir, slices.Compact(slices.Sorted(slices.Values(slices.Concat(w.target.own, names))))); err != nil {
		return err
	}
	rank := func(name string) int {
		switch {
		case strings.HasPrefix(name, "static/"):
			return 0
		case strings.HasPrefix(name, workerFile):
			return 2
		}
		return 1
	}
	ordered := slices.SortedStableFunc(slices.Values(names), func(a, b string) int { return rank(a) - rank(b) })
	for _, name := range append(ordered, manifestFile) {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := w.makeFolder(filepath.Dir(to)); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(made, filepath.FromSlash(name)), to); err != nil {
			return err
		}
	}
	for _, name := range w.target.own {
		if slices.Contains(names, name) {
			continue
		}
		gone := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.Remove(gone); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for up := filepath.Dir(gone); up != dir && os.Remove(up) == nil; up = filepath.Dir(up) {
		}
	}
	return syncFolders(dir)
}
