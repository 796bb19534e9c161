// Package export writes the course as a folder of files that any web server
// can hand out: pages, the runtime that runs labs in the reader's tab, and a
// service worker that keeps it all for offline. The pages are web/course's, as
// on the host; how they are compressed, and that a folder is replaced whole or
// not at all, is decided here.
package export

import (
	"context"
	"errors"
	"fmt"
	"path"

	"socketschool/lessons"
	"socketschool/static"
	"socketschool/web/course"
	"socketschool/web/csp"
)

// Config configures an export. Origin and Program may be empty.
type Config struct {
	Lessons []lessons.Lesson
	Static  *static.Files

	Base    string // path of the site on its web server, as address.BasePath returns it
	Origin  string // scheme and host, as address.Origin returns it: for addresses that must be whole
	Program string // page from which readers get the program; empty for none

	Compiler bool // learners can fetch the Go compiler, to change and build programs
}

// ErrNoCompiler is returned by Write where the compiler is asked for, and is not built.
var ErrNoCompiler = errors.New("this program was built without the Go compiler for tabs: run `go run ./wasm/compiler` and build it again")

// needed is what a site without a host cannot do without.
var needed = []string{"worker.js", "tab.wasm", "tab-tls.wasm", "sw.js"}

// Result is what was written.
type Result struct {
	Pages, Files int
	Bytes        int64 // of all files
	Transferred  int64 // of what a reader keeps for offline, compressed
	LacksBrotli  bool  // the build has compressed some files with gzip alone
}

// Write makes the site in dir, which must be new, empty, or a former export.
// dir is whole at any time: what was there before, or the new site. A target
// that cannot be written is refused before any work is done.
func Write(ctx context.Context, dir string, cfg Config) (result Result, err error) {
	target, err := openTarget(dir)
	if err != nil {
		return Result{}, err
	}
	w, err := newWriter(target)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, w.staging.remove()) }()
	set, err := collect(ctx, cfg)
	if err != nil {
		return Result{}, err
	}
	if err := set.compress(ctx); err != nil {
		return Result{}, err
	}
	if err := w.write(ctx, set); err != nil {
		return Result{}, err
	}
	return set.result(), nil
}

// collect makes all files in memory, about 20 MB. What the build has not
// compressed is not compressed yet.
func collect(ctx context.Context, cfg Config) (*fileSet, error) {
	for _, name := range needed {
		if cfg.Static.URL(name) == "" {
			return nil, fmt.Errorf("%w (the manifest lacks %s)", static.ErrNotBuilt, name)
		}
	}
	if cfg.Compiler && !cfg.Static.HasCompiler() {
		return nil, ErrNoCompiler
	}
	set := new(fileSet)
	if err := set.addBundles(cfg.Static, cfg.Compiler); err != nil {
		return nil, err
	}
	site := course.Site{
		Lessons: cfg.Lessons, Static: cfg.Static,
		Base: cfg.Base, Origin: cfg.Origin, Program: cfg.Program, Compiler: cfg.Compiler,
		Policy: csp.Meta(), Offline: workerFile, Image: previewFile,
	}
	pages := site.Pages()
	for _, p := range pages {
		if err := set.addPage(ctx, p.Path[len(cfg.Base):], p.Component); err != nil {
			return nil, err
		}
	}
	documents, err := site.Documents()
	if err != nil {
		return nil, err
	}
	for _, d := range documents {
		set.add(file{path: d.Path[len(cfg.Base):], content: d.Content, offline: true})
	}
	if err := set.addPage(ctx, notFoundFile, site.NotFound()); err != nil {
		return nil, err
	}
	if err := set.addWorker(cfg.Static); err != nil {
		return nil, err
	}
	set.add(file{path: previewFile, content: preview})
	if cfg.Origin != "" {
		set.add(file{path: "sitemap.xml", content: sitemap(cfg.Origin, pages)})
		set.add(file{path: "robots.txt", content: robots(cfg.Origin + path.Join(cfg.Base, "sitemap.xml"))})
	}
	return set, nil
}
