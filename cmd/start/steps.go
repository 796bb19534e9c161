package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// step is one part of the build. Steps form a graph: a step begins when those
// named in after have ended.
type step struct {
	name    string   // as the progress shows it
	after   []string // names of steps
	command []string
	env     []string // added to the process's
	sources []string // patterns of sources: see matches
	outputs []string // files that must exist for the step to be skipped
}

// steps returns the build's steps. The build of the server's packages does not
// need the bundle: it warms the cache for the last step, which does.
func steps(root, binary string, release bool, version string) []step {
	compressed := "as quickly as possible"
	bundleEnv := []string(nil)
	if release {
		compressed = "for release"
		bundleEnv = []string{"SOCKETSCHOOL_RELEASE=1"}
	}
	const (
		npm     = "packages of the page"
		tab     = "program for the tab"
		tools   = "code tools for the tab"
		library = "Go packages"
		bundle  = "scripts, styles and fonts"
		server  = "playground"
	)
	all := []step{
		{
			name: npm, command: []string{"npm", "ci", "--no-audit", "--no-fund"},
			sources: []string{"package.json", "package-lock.json"},
			outputs: []string{"node_modules/.package-lock.json"},
		},
		{name: library, command: []string{"go", "build", "./bridge", "./export", "./web/...", "./server/..."}},
		{
			name: tab, command: []string{"node", "wasm/build.mjs"},
			sources: []string{"wasm/*.mjs", "wasm/**.go", "compile/recipe/*.go", "compile/capmemory/*.go", "protocol/**.go", "lab/**.go", "server/**.go", "lessons/**.go", "go.mod", "go.sum"},
			outputs: []string{"wasm/built/tab.wasm", "wasm/built/tab-tls.wasm", "wasm/built/wasm_exec.js"},
		},
		{ // after the other program, with which it shares most packages
			name: tools, after: []string{tab}, command: []string{"node", "wasm/codetools.mjs"},
			sources: []string{"wasm/*.mjs", "wasm/codetools/*.go", "codetools/**.go", "compile/recipe/*.go", "compile/capmemory/*.go", "go.mod", "go.sum"},
			outputs: []string{"wasm/built/codetools.wasm", "wasm/built/stdlib.bin"},
		},
		{
			name: bundle, after: []string{npm, tab, tools}, command: []string{"node", "static/build.mjs"}, env: bundleEnv,
			sources: []string{"static/*.mjs", "static/**.js", "static/**.css", "wasm/built/*", "wasm/compiler/built/*", "wasm/compiler/*.mjs", "package-lock.json", compressed},
			outputs: []string{"static/built/manifest.json"},
		},
		{name: server, after: []string{library, bundle}, command: []string{"go", "build", "-o", binary}},
	}
	last := &all[len(all)-1]
	if release {
		last.command = append(last.command, "-trimpath")
	}
	if version != "" {
		last.command = append(last.command, "-ldflags", "-X main.version="+version)
	}
	last.command = append(last.command, "./cmd/socketschool")
	for i := range all {
		all[i].sources = within(root, all[i].sources)
		all[i].outputs = within(root, all[i].outputs)
	}
	return all
}

func within(root string, names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, filepath.Join(root, filepath.FromSlash(name)))
	}
	return all
}

// buildAll runs the steps, each as soon as those before it have ended. The
// first failure cancels the rest; its output is in the error.
func buildAll(ctx context.Context, all []step, p *progress) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p.start(len(all))
	defer p.stop()
	ended := make(map[string]chan struct{})
	for _, s := range all {
		ended[s.name] = make(chan struct{})
	}
	var group sync.WaitGroup
	for _, s := range all {
		group.Go(func() {
			for _, before := range s.after {
				<-ended[before]
			}
			defer close(ended[s.name])
			if ctx.Err() != nil {
				return
			}
			if err := runStep(ctx, root, s, p); err != nil {
				cancel(err)
			}
		})
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return nil
}

func runStep(ctx context.Context, root string, s step, p *progress) error {
	stamp, err := newStamp(root, s)
	if err != nil {
		return err
	}
	if stamp.fresh() {
		p.skipped(s.name)
		return nil
	}
	p.began(s.name)
	cmd := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), s.env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w\n%s", s.name, strings.Join(s.command, " "), err, out)
	}
	p.ended(s.name)
	return stamp.write()
}
