package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// A class: each learner has a session with some labs, and each lab a page that
// follows its events and has some clients. Each client sends 64 B now and then.
const (
	learners      = 300
	labsEach      = 2
	clientsEach   = 3
	classInterval = 3 * time.Second // between two messages of one client
	classSpan     = 15 * time.Second
)

// class serves a class with the limits that the program is shipped with. It
// fails if a lab, a viewer or a client is refused.
func class(ctx context.Context, bin string, stdout io.Writer) error {
	raiseDescriptorLimit()
	dir, err := os.MkdirTemp("", "socketschool-class-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p, err := servePlayground(bin, dir)
	if err != nil {
		return err
	}
	defer p.proc.stop()
	before, err := p.proc.memory()
	if err != nil {
		return err
	}
	var refused, events atomic.Int64
	links := make([]*client, learners*labsEach*clientsEach)
	viewers := make([]*client, learners*labsEach)
	defer closeOpen(links)
	defer closeOpen(viewers)
	began := time.Now()
	err = inParallel(ctx, learners, openers, func(i int) error {
		cookie := ""
		for n := i * labsEach; n < (i+1)*labsEach; n++ {
			_, shake, err := makeLab(ctx, p.site, "echo", cookie)
			if err != nil {
				refused.Add(1)
				return err
			}
			cookie = shake.cookie
			if viewers[n], err = dial(ctx, p.site, shake.events(), smallBuffer); err != nil {
				refused.Add(1)
				return err
			}
			go follow(viewers[n], &events)
			for c := n * clientsEach; c < (n+1)*clientsEach; c++ {
				if links[c], err = dial(ctx, p.site, shake, smallBuffer); err == nil {
					err = links[c].checkEcho()
				}
				if err != nil {
					refused.Add(1)
					return err
				}
			}
		}
		return nil
	})
	ready := time.Since(began)
	if err != nil {
		return fmt.Errorf("%d refused: %w", refused.Load(), err)
	}
	took, err := paceLinks(ctx, links, sizes{span: classSpan, pace: classInterval})
	if err != nil {
		return err
	}
	after, err := p.proc.memory()
	if err != nil {
		return err
	}
	descriptors, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.proc.cmd.Process.Pid))
	if err != nil {
		return err
	}
	trips := took.halfAndTail()
	fmt.Fprintf(stdout, "%d learners, %d labs each, 1 viewer and %d clients a lab, a message every %v from each client\n\n",
		learners, labsEach, clientsEach, classInterval)
	for _, line := range []struct {
		name  string
		value string
	}{
		{"until all were ready", fmt.Sprintf("%.1f s", ready.Seconds())},
		{"refused", fmt.Sprint(refused.Load())},
		{"64 B round trip, p50", number(trips[0]/1e3) + " ms"},
		{"the same, p99", number(trips[1]/1e3) + " ms"},
		{"replies", thousands(len(took))},
		{"KiB of events to viewers", thousands(int(events.Load() >> 10))},
		{"server's memory (it began with " + number(before/(1<<20)) + " MiB)", number(after/(1<<20)) + " MiB"},
		{"server's descriptors", thousands(len(descriptors))},
	} {
		fmt.Fprintf(stdout, "| %s | %s |\n", line.name, line.value)
	}
	return nil
}

// follow takes what a viewer is sent, and counts its bytes.
func follow(l *client, bytes *atomic.Int64) {
	for {
		n, err := l.conn.Read(l.buf)
		if err != nil {
			return
		}
		bytes.Add(int64(n))
	}
}
