package main

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// classHost is the built program, holding a class as it is shipped.
type classHost struct {
	*playground
	join     string // path of the join page with the room's code
	code     string
	instruct string // path of the instructor's link
}

func startClass(bin, dir string) (*classHost, error) {
	p, lines, err := startProgram(bin, dir, "class", "--listen", "127.0.0.1:0",
		"--data-dir", filepath.Join(dir, "class"), "--cache-dir", filepath.Join(dir, "cache"))
	if err != nil {
		return nil, err
	}
	h := &classHost{playground: p}
	if err := h.readAddresses(lines); err != nil {
		p.proc.stop()
		return nil, err
	}
	return h, nil
}

// readAddresses finds the join address and the instructor's link in what class prints.
func (h *classHost) readAddresses(lines *bufio.Reader) error {
	for h.join == "" || h.instruct == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			return fmt.Errorf("class printed no join address or no link: %w", err)
		}
		at, err := url.Parse(strings.TrimSpace(line))
		if err != nil {
			continue
		}
		if code, ok := strings.CutPrefix(at.Path, "/join/"); ok {
			h.join, h.code = at.Path, code
		} else if strings.HasPrefix(at.Path, "/instruct/") {
			h.instruct = at.Path
		}
	}
	return nil
}

// usage is what a class has cost.
type usage struct {
	span        time.Duration
	peak        float64 // bytes of the host's process
	peakTree    float64 // bytes of host and compilers
	own         time.Duration
	children    time.Duration // that have ended
	generator   time.Duration
	descriptors int
}

// useWatch samples the memory of a host and its compilers.
type useWatch struct {
	host     *classHost
	own      time.Duration // before
	children time.Duration
	stop     chan struct{}
	peak     chan float64
}

func (h *classHost) watchUse() *useWatch {
	w := &useWatch{host: h, stop: make(chan struct{}), peak: make(chan float64)}
	w.own, w.children, _ = processorTime(h.proc.cmd.Process.Pid)
	go func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		peak := 0.0
		for {
			select {
			case <-ticker.C:
				if m, err := h.proc.memory(); err == nil {
					peak = max(peak, m)
				}
			case <-w.stop:
				w.peak <- peak
				return
			}
		}
	}()
	return w
}

func (w *useWatch) end(span time.Duration) *usage {
	close(w.stop)
	pid := w.host.proc.cmd.Process.Pid
	u := &usage{span: span, peakTree: <-w.peak}
	own, children, _ := processorTime(pid)
	u.own, u.children = own-w.own, children-w.children
	kib, _, _ := strings.Cut(field(fmt.Sprintf("/proc/%d/status", pid), "VmHWM"), " ")
	if n, err := strconv.ParseFloat(kib, 64); err == nil {
		u.peak = n * 1024
	}
	if descriptors, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid)); err == nil {
		u.descriptors = len(descriptors)
	}
	return u
}

// processorTime returns what a process has used, and its children that have ended, from
// /proc/PID/stat.
func processorTime(pid int) (own, children time.Duration, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may have spaces
	fields := strings.Fields(rest)
	const utime, tick = 14 - 3, 10 * time.Millisecond // field 3 is the first of rest
	if len(fields) < utime+4 {
		return 0, 0, errors.New("a short /proc/PID/stat")
	}
	var ticks [4]int64
	for i := range ticks {
		if ticks[i], err = strconv.ParseInt(fields[utime+i], 10, 64); err != nil {
			return 0, 0, err
		}
	}
	return time.Duration(ticks[0]+ticks[1]) * tick, time.Duration(ticks[2]+ticks[3]) * tick, nil
}
