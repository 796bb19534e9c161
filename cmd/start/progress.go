package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// progress shows which steps run, and how many of all have ended: one line that
// counts seconds on a terminal, a line for each step elsewhere.
type progress struct {
	out      io.Writer
	terminal bool

	mu      sync.Mutex
	total   int
	done    int
	running []string
	since   map[string]time.Time
	stopped chan struct{}
	group   sync.WaitGroup
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out, since: make(map[string]time.Time), stopped: make(chan struct{})}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	}
	return p
}

func (p *progress) start(total int) {
	p.total = total
	if !p.terminal {
		return
	}
	p.group.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.mu.Lock()
				p.draw()
				p.mu.Unlock()
			case <-p.stopped:
				return
			}
		}
	})
}

// stop ends the progress and clears its line.
func (p *progress) stop() {
	close(p.stopped)
	p.group.Wait()
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (p *progress) began(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = append(p.running, name)
	p.since[name] = time.Now()
	if p.terminal {
		p.draw()
		return
	}
	fmt.Fprintf(p.out, "building: %s …\n", name)
}

func (p *progress) ended(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	for i, other := range p.running {
		if other == name {
			p.running = append(p.running[:i], p.running[i+1:]...)
			break
		}
	}
	took := time.Since(p.since[name])
	if took > time.Second || !p.terminal {
		if p.terminal {
			fmt.Fprint(p.out, "\r\x1b[K")
		}
		fmt.Fprintf(p.out, "[%d/%d] %s: %.1f s\n", p.done, p.total, name, took.Seconds())
	}
	p.draw()
}

func (p *progress) skipped(string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
}

// draw draws the terminal's line. The caller holds p.mu.
func (p *progress) draw() {
	if !p.terminal || len(p.running) == 0 {
		return
	}
	var parts []string
	for _, name := range p.running {
		parts = append(parts, fmt.Sprintf("%s %.0f s", name, time.Since(p.since[name]).Seconds()))
	}
	fmt.Fprintf(p.out, "\r\x1b[K[%d/%d] %s", p.done, p.total, strings.Join(parts, ", "))
}
