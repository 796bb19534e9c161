// Package compile builds a learner's files into a WebAssembly module for the learner's
// page, and stores the modules.
//
// The host compiles the code and never runs it. Package recipe says which files are
// acceptable and how compiler and linker run; this package runs them as processes, as
// many at once as there are processors, each in a folder of its own and with limits.
package compile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"socketschool/compile/recipe"
)

const (
	// DefaultTimeout bounds one build, its time in the queue aside. On an idle host
	// one takes less than a second.
	DefaultTimeout = 30 * time.Second

	// DefaultCPU bounds the processor time of the compiler and of the linker, each. It
	// is rounded up to seconds.
	DefaultCPU = 10 * time.Second

	// DefaultModules bounds the stored modules, in bytes. One takes 1.3 to 2.6 MB.
	DefaultModules = 256 << 20
)

var (
	// ErrBusy is returned where the queue is full.
	ErrBusy = errors.New("this host builds for too many learners now")

	// ErrCrowded is returned where too many builds of the client's address wait.
	ErrCrowded = errors.New("too many builds of this address wait")

	// ErrReplaced is returned for a build whose session has begun another.
	ErrReplaced = errors.New("a newer build has replaced this one")

	// ErrClosed is returned after Compiler.Close.
	ErrClosed = errors.New("the compiler is closed")

	// ErrDiskFull is returned where the host has no room for a build.
	ErrDiskFull = errors.New("the disk of this host is full")

	// ErrReadOnly is returned where the host cannot write to its folders.
	ErrReadOnly = errors.New("this host cannot write to its folder")

	// ErrKilled is returned where the compiler or the linker was ended by another
	// process, or by the system when its memory ran out.
	ErrKilled = errors.New("the compiler was ended from outside")

	errTimeout = errors.New("timeout")
)

// Config configures a Compiler. Toolchain, Sources and Dir are required.
type Config struct {
	Toolchain *Toolchain
	Sources   fs.FS  // of the tab's program: go.mod and the packages, at the root
	Dir       string // folder for archives and modules, which several hosts may share

	Parallel int           // builds at once; default the number of processors
	Timeout  time.Duration // of one build; default DefaultTimeout
	CPU      time.Duration // processor time of a run of a tool; default DefaultCPU
	Modules  int64         // bytes of modules to store; default DefaultModules
	Log      *slog.Logger
}

// Compiler builds modules.
type Compiler struct {
	Stats *Stats

	cfg      Config
	archives *archiveStore
	modules  *moduleStore
	queue    *queue

	closing context.Context
	close   context.CancelFunc
	mu      sync.Mutex     // held while running is added to
	running sync.WaitGroup // builds
}

// Progress is a state of a build.
type Progress struct {
	Step  string // "queued", "preparing", "compiling" or "linking"
	Place int    // of "queued": in the queue, from 1
	Done  int    // of "preparing": archives that are built
	Total int    // of "preparing": all archives
}

// New reads the sources and begins to prepare the archives.
func New(cfg Config) (*Compiler, error) {
	cfg.Parallel = cmp.Or(cfg.Parallel, runtime.NumCPU())
	cfg.Timeout = cmp.Or(cfg.Timeout, DefaultTimeout)
	cfg.CPU = cmp.Or(cfg.CPU, DefaultCPU)
	cfg.Modules = cmp.Or(cfg.Modules, DefaultModules)
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	if err := makeFolder(cfg.Dir); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	cfg.Toolchain = cfg.Toolchain.withCaches(cfg.Dir).separated(cfg.Log, cfg.Dir)
	cfg.Toolchain.warnOfLimits(cfg.Log)
	c := &Compiler{cfg: cfg, queue: newQueue(cfg.Parallel)}
	c.Stats = newStats(c.queue)
	c.closing, c.close = context.WithCancel(context.Background())
	var err error
	if c.archives, err = newArchiveStore(c.closing, cfg); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	c.modules = newModuleStore(filepath.Join(cfg.Dir, "modules"), cfg.Modules, cfg.Log)
	removeOld(filepath.Join(os.TempDir(), buildFolders), time.Hour)
	c.archives.prepare()
	return c, nil
}

// Close cancels all builds and waits for their end. It does nothing on nil.
func (c *Compiler) Close() {
	if c == nil {
		return
	}
	c.mu.Lock()
	c.close()
	c.mu.Unlock()
	c.running.Wait()
	c.archives.wait()
}

// begin counts a build that runs, unless the compiler is closed.
func (c *Compiler) begin() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing.Err() != nil {
		return false
	}
	c.running.Add(1)
	return true
}

// Build builds the program from files, all files of its package by base name, and
// returns the name by which Open has the module. It calls report, which must not
// block for long, as the build proceeds. A newer build of the same session replaces one
// that has not finished. The error is recipe.Problems where the code is at fault,
// ErrBusy, ErrCrowded, ErrReplaced, ErrDiskFull, ErrReadOnly, ErrKilled, ErrClosed, or the context's.
func (c *Compiler) Build(ctx context.Context, who Learner, p recipe.Program, files map[string]string, report func(Progress)) (module string, err error) {
	if problems := recipe.Check(p, files); len(problems) > 0 {
		c.queue.replace(who)
		c.Stats.count("failed")
		return "", problems
	}
	name := moduleName(c.archives.id, p, files)
	if c.modules.has(name) {
		c.queue.replace(who)
		c.Stats.count("stored")
		return name, nil
	}
	defer func() { c.Stats.countEnd(err) }()
	if !c.begin() {
		return "", ErrClosed
	}
	defer c.running.Done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.closing, func() { cancel(ErrClosed) })()
	ctx, leave, err := c.queue.enter(ctx, who, func(place int) { report(Progress{Step: "queued", Place: place}) })
	if err != nil {
		return "", err
	}
	var used time.Duration
	defer func() {
		leave(used)
		c.Stats.used.Add(int64(used))
	}()
	wasm, err := c.build(ctx, p, files, report, &used)
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case err == nil:
		err = c.modules.put(name, wasm)
	}
	return name, classify(err)
}

// classify returns ErrDiskFull or ErrReadOnly for an error of that kind.
func classify(err error) error {
	switch {
	case isDiskFull(err):
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	case isReadOnly(err):
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// build returns the module. If the archives turn out to be damaged, it has them built
// again and tries once more. It adds the processor time of the tools to used.
func (c *Compiler) build(ctx context.Context, p recipe.Program, files map[string]string, report func(Progress), used *time.Duration) ([]byte, error) {
	for attempt := 0; ; attempt++ {
		set, err := c.archives.get(ctx, report)
		if err != nil {
			return nil, err
		}
		wasm, err := c.buildWith(ctx, set, p, files, report, used)
		if err == nil || ctx.Err() != nil || attempt > 0 || !mayBeDamage(err) || set.intact() {
			return wasm, err
		}
		c.cfg.Log.Warn("the archives of the standard library are damaged or gone: building them again", "folder", set.dir)
		c.archives.discard(set)
	}
}

// mayBeDamage reports whether damaged archives can be the reason of err.
func mayBeDamage(err error) bool {
	problems, faulty := errors.AsType[recipe.Problems](err)
	return !faulty || problems[0].File == "" || strings.HasPrefix(problems[0].Message, "could not import")
}

// buildWith runs the plan in a folder of its own, which it removes.
func (c *Compiler) buildWith(ctx context.Context, set *archiveSet, p recipe.Program, files map[string]string, report func(Progress), used *time.Duration) (wasm []byte, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, errTimeout)
	defer cancel()
	dir, err := c.cfg.Toolchain.makeFolder()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	plan := recipe.NewPlan(p, files, filepath.ToSlash(dir), set.archives(p))
	if err := c.cfg.Toolchain.writeFiles(dir, plan.Files); err != nil {
		return nil, err
	}
	step := ""
	for _, s := range plan.Steps {
		if s.Kind != step {
			step = s.Kind
			report(Progress{Step: step})
		}
		cost, err := c.cfg.Toolchain.run(ctx, dir, s, plan, c.cfg.CPU)
		*used += cost
		if err != nil {
			if errors.Is(context.Cause(ctx), errTimeout) {
				return nil, recipe.Problems{{Message: fmt.Sprintf("the build took longer than %v and was ended", c.cfg.Timeout)}}
			}
			return nil, err
		}
	}
	module, err := os.ReadFile(filepath.Join(dir, plan.Module))
	if err != nil {
		return nil, err
	}
	wasm, err = recipe.CapMemory(module, recipe.MaxPages)
	if errors.Is(err, recipe.ErrCutShort) {
		return nil, fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	return wasm, err
}

// Open returns a stored module, compressed with gzip. The caller closes it. The error
// is fs.ErrNotExist if it is not stored, or not any more, or damaged.
func (c *Compiler) Open(module string) (*Module, error) { return c.modules.open(module) }
