package main

import (
	"context"
	"fmt"
	"io"
	"math"
)

// suite runs measures against peers.
type suite struct {
	cfg      config
	sizes    sizes
	peers    []*peer
	measures []measure
	progress io.Writer
	rigs     map[string]*fixture // by lesson, for measures that share one
}

// result is what came of one row: for each peer a figure for every round.
type result struct {
	row
	figures map[string][]float64
}

func newSuite(cfg config, progress io.Writer) (*suite, error) {
	s := &suite{cfg: cfg, sizes: fullSizes, progress: progress, rigs: make(map[string]*fixture)}
	if cfg.short {
		s.sizes = shortSizes
	}
	for _, p := range allPeers {
		if p.name != direct && cfg.peers != nil && !contains(cfg.peers, p.name) {
			continue
		}
		if packages := p.missing(); packages != "" {
			fmt.Fprintf(progress, "%s is left out: apt install %s\n", p.title, packages)
			continue
		}
		s.peers = append(s.peers, p)
	}
	for _, m := range measures(s.sizes) {
		if cfg.only == nil || contains(cfg.only, m.name) {
			s.measures = append(s.measures, m)
		}
	}
	if len(s.measures) == 0 {
		return nil, fmt.Errorf("nothing to measure: with --short there is no %v", cfg.only)
	}
	return s, nil
}

func (s *suite) close() {
	for _, r := range s.rigs {
		r.close()
	}
}

func (s *suite) run(ctx context.Context) ([]result, error) {
	var all []result
	for _, m := range s.measures {
		results, err := s.measure(ctx, m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		all = append(all, results...)
	}
	return all, nil
}

// measure runs one measure in all its rounds. In each round every peer has its
// turn, and another one begins.
func (s *suite) measure(ctx context.Context, m measure) ([]result, error) {
	rounds := s.cfg.rounds
	if m.rounds != nil {
		rounds = m.rounds(rounds)
	}
	results := make([]result, len(m.rows))
	for i, row := range m.rows {
		results[i] = result{row, make(map[string][]float64)}
	}
	for round := range rounds {
		fmt.Fprintf(s.progress, "%-14s round %d of %d\n", m.name, round+1, rounds)
		for turn := range s.peers {
			p := s.peers[(round+turn)%len(s.peers)]
			figures, err := s.turn(ctx, m, p)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil && (p.name == ours || p.name == direct) {
				return nil, fmt.Errorf("%s: %w", p.title, err)
			}
			for i := range results {
				figure := math.NaN() // another's failure is its own result
				if err == nil {
					figure = figures[i]
				}
				results[i].figures[p.name] = append(results[i].figures[p.name], figure)
			}
			if err != nil {
				fmt.Fprintf(s.progress, "%-14s %s failed: %v\n", m.name, p.title, err)
			}
		}
	}
	return results, nil
}

// turn runs one measure once against one peer.
func (s *suite) turn(ctx context.Context, m measure, p *peer) ([]float64, error) {
	r := s.rigs[m.lesson]
	if m.fresh {
		fresh, err := newFixture(ctx, s.cfg.bin, m.lesson, p)
		if err != nil {
			return nil, err
		}
		defer fresh.close()
		r = fresh
	} else if r == nil {
		shared, err := newFixture(ctx, s.cfg.bin, m.lesson, s.peers...)
		if err != nil {
			return nil, err
		}
		s.rigs[m.lesson], r = shared, shared
	}
	return m.run(ctx, r.targets[p.name], s.sizes)
}
