package compile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"socketschool/compile/recipe"
	"socketschool/filelock"
)

const (
	unfinishedFolders = "archives-*.tmp"
	indexFile         = "index.json"

	// prepareTimeout bounds how long the archives take to build. On a slow machine
	// with an empty build cache it is a few minutes.
	prepareTimeout = 15 * time.Minute
)

// archiveStore has the compiled packages that builds link with: of the standard
// library and of this module. They are built once for a toolchain and its sources.
type archiveStore struct {
	ctx       context.Context // ends the go command
	toolchain *Toolchain
	sources   map[string]string // by path
	parent    string            // folder
	id        string            // of toolchain and sources
	log       *slog.Logger

	mu      sync.Mutex
	set     *archiveSet
	job     *prepareJob // nil while none runs
	running sync.WaitGroup
}

// archiveSet is a folder of archives.
type archiveSet struct {
	dir string

	// Plain and TLS have the name of each archive in dir by import path. The name is
	// the hash of the content.
	Plain map[string]string `json:"plain"`
	TLS   map[string]string `json:"tls"`

	Sizes map[string]int64 `json:"sizes"` // bytes, by name
}

// prepareJob builds archives. What is below mu changes until done is closed.
type prepareJob struct {
	done chan struct{}

	mu      sync.Mutex
	built   int
	total   int
	changed chan struct{} // closed and replaced with each change
	err     error
}

func newArchiveStore(ctx context.Context, cfg Config) (*archiveStore, error) {
	sources, err := readSources(cfg.Sources)
	if err != nil {
		return nil, err
	}
	return &archiveStore{
		ctx: ctx, toolchain: cfg.Toolchain, sources: sources, parent: cfg.Dir, log: cfg.Log,
		id: archiveID(cfg.Toolchain, sources),
	}, nil
}

// archiveID hashes all that the archives depend on.
func archiveID(t *Toolchain, sources map[string]string) string {
	texts := []string{t.id, t.tools}
	texts = append(texts, recipe.Roots()...)
	for _, name := range sortedKeys(sources) {
		texts = append(texts, name, sources[name])
	}
	return hashOf(texts...)
}

// prepare begins to build the archives if they are not there, and returns the job, or
// nil if they are.
func (s *archiveStore) prepare() *prepareJob {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.set == nil && s.job == nil {
		job := &prepareJob{done: make(chan struct{}), changed: make(chan struct{})}
		s.job = job
		s.running.Go(func() {
			set, err := s.load(job)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.set, s.job, job.err = set, nil, err
			close(job.done)
		})
	}
	return s.job
}

// wait waits for a job that runs.
func (s *archiveStore) wait() { s.running.Wait() }

// get returns the archives, and waits while they are built.
func (s *archiveStore) get(ctx context.Context, report func(Progress)) (*archiveSet, error) {
	for {
		job := s.prepare()
		if job == nil {
			s.mu.Lock()
			set := s.set
			s.mu.Unlock()
			if set != nil {
				return set, nil
			}
			continue
		}
		if err := job.wait(ctx, report); err != nil {
			return nil, err
		}
	}
}

// discard removes archives that are damaged.
func (s *archiveStore) discard(set *archiveSet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.set == set {
		s.set = nil
		_ = os.RemoveAll(set.dir)
	}
}

// wait waits for the job's end and reports its progress.
func (j *prepareJob) wait(ctx context.Context, report func(Progress)) error {
	for {
		j.mu.Lock()
		built, total, changed := j.built, j.total, j.changed
		j.mu.Unlock()
		if total > 0 {
			report(Progress{Step: "preparing", Done: built, Total: total})
		}
		select {
		case <-changed:
		case <-j.done:
			return j.err
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// add changes the progress.
func (j *prepareJob) add(built, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.total += total
	j.built = min(j.built+built, j.total)
	close(j.changed)
	j.changed = make(chan struct{})
}

// load returns the archives from the disk, or builds them.
func (s *archiveStore) load(job *prepareJob) (*archiveSet, error) {
	dir := filepath.Join(s.parent, "archives-"+s.id)
	removeUnfinished(s.parent)
	defer removeEarlier(dir)
	if set, err := readArchives(dir); err == nil && set.complete() {
		now := time.Now()
		_ = os.Chtimes(dir, now, now)
		return set, nil
	}
	start := time.Now()
	s.log.Info("building the archives that learners' code is linked with: the first time takes up to a minute", "folder", dir)
	ctx, cancel := context.WithTimeout(s.ctx, prepareTimeout)
	defer cancel()
	set, err := s.build(ctx, dir, job)
	if s.ctx.Err() != nil {
		return nil, ErrClosed
	}
	if err != nil {
		err = fmt.Errorf("build the archives: %w", classify(err))
		s.log.Error("learners' code cannot be built", "error", err)
		return nil, err
	}
	s.log.Info("learners' code can be built now", "after", time.Since(start).Round(time.Millisecond))
	return set, nil
}

// build builds the archives in a temporary folder beside dir and renames it.
func (s *archiveStore) build(ctx context.Context, dir string, job *prepareJob) (set *archiveSet, err error) {
	if err := makeFolder(s.parent); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(s.parent, unfinishedFolders)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	held, err := filelock.Try(filepath.Join(temp, lockFile))
	if err != nil {
		return nil, err
	}
	defer held.Close()
	src := filepath.Join(temp, "src")
	if err := s.toolchain.writeFiles(src, s.sources); err != nil {
		return nil, err
	}
	set = &archiveSet{dir: temp, Plain: make(map[string]string), TLS: make(map[string]string), Sizes: make(map[string]int64)}
	exports := make(map[bool]map[string]string) // by whether they have TLS
	for _, tls := range []bool{false, true} {
		if exports[tls], err = s.toolchain.export(ctx, src, recipe.Program{TLS: tls}, job); err != nil {
			return nil, err
		}
		for importPath, file := range exports[tls] {
			name, size, err := copyArchive(file, temp)
			if err != nil {
				return nil, err
			}
			set.archivesOf(tls)[importPath] = name
			set.Sizes[name] = size
		}
	}
	index, err := json.Marshal(set)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.RemoveAll(src), os.Remove(held.Name()), writeFile(filepath.Join(temp, indexFile), index)); err != nil {
		return nil, err
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return nil, err
	}
	if other, err := readArchives(dir); err == nil && other.complete() {
		return other, nil // another process was quicker and uses them
	}
	set.dir = dir
	return set, replaceFolder(temp, dir)
}

// archivesOf returns the map for programs with TLS or without.
func (set *archiveSet) archivesOf(tls bool) map[string]string {
	if tls {
		return set.TLS
	}
	return set.Plain
}

// archives returns the file of each archive for a program, by import path.
func (set *archiveSet) archives(p recipe.Program) map[string]string {
	files := make(map[string]string)
	for importPath, name := range set.archivesOf(p.TLS) {
		files[importPath] = filepath.ToSlash(filepath.Join(set.dir, name))
	}
	return files
}

// complete reports whether all archives are there, by their sizes.
func (set *archiveSet) complete() bool {
	for name, size := range set.Sizes {
		info, err := os.Stat(filepath.Join(set.dir, name))
		if err != nil || info.Size() != size {
			return false
		}
	}
	return len(set.Sizes) > 0
}

// intact reports whether all archives are there, unchanged.
func (set *archiveSet) intact() bool {
	for name := range set.Sizes {
		content, err := os.ReadFile(filepath.Join(set.dir, name))
		if err != nil || archiveName(content) != name {
			return false
		}
	}
	return len(set.Sizes) > 0
}

func readArchives(dir string) (*archiveSet, error) {
	set := &archiveSet{dir: dir}
	index, err := os.ReadFile(filepath.Join(dir, indexFile))
	if err != nil {
		return nil, err
	}
	return set, json.Unmarshal(index, set)
}

func archiveName(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:12]) + ".a"
}

// copyArchive copies a file into dir and returns its name there, and its size.
func copyArchive(file, dir string) (name string, size int64, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return "", 0, err
	}
	name = archiveName(content)
	return name, int64(len(content)), writeFile(filepath.Join(dir, name), content)
}
