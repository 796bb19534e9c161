package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

const (
	startTime = 10 * time.Second // for a peer to accept connections
	stopTime  = 5 * time.Second  // to end when asked; then it is killed
)

// process is a program started for the benchmarks, with all that it forks.
type process struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{}
}

// start runs a program and writes its output to a file in dir, which an error
// quotes.
func start(dir, name string, args ...string) (*process, error) {
	out, err := os.CreateTemp(dir, "output-*.log")
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	return startCommand(cmd)
}

func startCommand(cmd *exec.Cmd) (*process, error) {
	inGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{name: cmd.Path, cmd: cmd, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		_ = cmd.Wait()
	}()
	return p, nil
}

// stop ends the program and what it has forked.
func (p *process) stop() {
	signalGroup(p.cmd.Process.Pid, false)
	select {
	case <-p.ended:
	case <-time.After(stopTime):
	}
	signalGroup(p.cmd.Process.Pid, true)
	<-p.ended
}

// accepts waits until something listens at addr.
func (p *process) accepts(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		var d net.Dialer
		conn, err := d.DialContext(ctx, "tcp", addr)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s has ended: %v", p.name, p.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("%s does not accept connections: %w", p.name, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// memory is the proportional set size of the program and its descendants, in
// bytes: a page that two of them share counts once.
func (p *process) memory() (float64, error) { return treeMemory(p.cmd.Process.Pid) }

func treeMemory(pid int) (float64, error) {
	sum, err := ownMemory(pid)
	if err != nil {
		return 0, err
	}
	dir := fmt.Sprintf("/proc/%d/task", pid)
	threads, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	for _, thread := range threads {
		list, _ := os.ReadFile(dir + "/" + thread.Name() + "/children")
		for child := range strings.FieldsSeq(string(list)) {
			id, err := strconv.Atoi(child)
			if err != nil {
				continue
			}
			more, err := treeMemory(id)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return 0, err
			}
			sum += more
		}
	}
	return sum, nil
}

func ownMemory(pid int) (float64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return parseRollup(f)
}

// parseRollup finds the proportional set size in /proc/PID/smaps_rollup.
func parseRollup(r io.Reader) (float64, error) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "Pss:"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kib * 1024, err
		}
	}
	return 0, errors.Join(errors.New("smaps_rollup has no Pss"), lines.Err())
}

// freePort is a port that nothing listens on now.
func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}
