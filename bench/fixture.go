package main

import (
	"context"
	"fmt"
	"os"
)

// fixture is one playground with one lab, and peers in front of that lab.
type fixture struct {
	dir     string
	procs   []*process
	targets map[string]*target // by the peer's name
}

func newFixture(ctx context.Context, bin, lesson string, peers ...*peer) (r *fixture, err error) {
	dir, err := os.MkdirTemp("", "socketschool-bench-")
	if err != nil {
		return nil, err
	}
	r = &fixture{dir: dir, targets: make(map[string]*target)}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	play, err := startPlayground(ctx, bin, dir, lesson)
	if err != nil {
		return nil, err
	}
	r.procs = append(r.procs, play.proc)
	for _, p := range peers {
		t := &target{peer: p, lab: play.lab, path: []*process{play.proc}}
		switch {
		case p.name == ours:
			t.endpoint = endpoint{play.site, play.shake}
		case p.start == nil:
			t.endpoint = endpoint{play.lab, nil}
		default:
			proc, at, err := p.start(ctx, dir, play.lab)
			if proc != nil {
				r.procs = append(r.procs, proc)
			}
			if err != nil {
				return nil, fmt.Errorf("start %s: %w", p.title, err)
			}
			t.endpoint, t.path = *at, append(t.path, proc)
		}
		r.targets[p.name] = t
	}
	return r, nil
}

func (r *fixture) close() {
	for _, p := range r.procs {
		p.stop()
	}
	_ = os.RemoveAll(r.dir)
}
