package main

import (
	"context"
	"errors"
	"hash/fnv"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// watchInterval is how often the files are looked at. A change counts once they have
// been the same for two looks: an editor may write several, or one in parts.
const watchInterval = 300 * time.Millisecond

// errSaved is the cause of a run that ends because a file has changed.
var errSaved = errors.New("a file was saved")

// watch checks the program, and again after each change of its files, until the
// context ends or the reader of the output has gone. A change ends the run that is
// under way.
func (c checkCmd) watch(e env, name string, out checkOutput) error {
	for {
		before := fileStamp(c.Dir)
		ctx, cancel := context.WithCancelCause(e.ctx)
		changed := make(chan struct{})
		go func() {
			defer close(changed)
			if awaitChange(ctx, c.Dir, before) {
				cancel(errSaved)
			}
		}()
		run := e
		run.ctx = ctx
		_, err := c.once(run, name, out)
		if err != nil && e.ctx.Err() == nil && !errors.Is(err, errSaved) {
			cancel(err)
			<-changed
			return err
		}
		if ctx.Err() == nil {
			out.watching(c.Dir)
		}
		if out.gone() {
			cancel(nil)
		}
		<-changed
		cancel(nil)
		if e.ctx.Err() != nil || out.gone() {
			return nil // Ctrl-C is how watching ends
		}
		out.again()
	}
}

// awaitChange waits until the files of dir are others than before, and have settled. It
// returns false if ctx ends first.
func awaitChange(ctx context.Context, dir string, before uint64) bool {
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for last := before; ; {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
		now := fileStamp(dir)
		if now != before && now == last {
			return true
		}
		last = now
	}
}

// fileStamp returns a hash of the names, sizes and times of the Go files below dir, and
// of go.mod.
func fileStamp(dir string) uint64 {
	h := fnv.New64a()
	_ = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // a file that has just gone
		}
		if entry.IsDir() && name != dir && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		if entry.IsDir() || path.Ext(entry.Name()) != ".go" && entry.Name() != "go.mod" {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			h.Write([]byte(name))
			text, _ := info.ModTime().MarshalBinary()
			h.Write(append(text, byte(info.Size()), byte(info.Size()>>8), byte(info.Size()>>16)))
		}
		return nil
	})
	return h.Sum64()
}
