package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// describeRun says what ran on what: without it, figures are no figures.
func describeRun(ctx context.Context, cfg config, peers []*peer) string {
	var b strings.Builder
	b.WriteString(describeMachine())
	for _, p := range peers {
		if p.debian != "" {
			fmt.Fprintf(&b, ", %s %s", p.name, p.version(ctx))
		}
	}
	fmt.Fprintf(&b, ". `go run ./bench %s`", strings.Join(cfg.arguments(), " "))
	return b.String()
}

func describeMachine() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d cores", runtime.NumCPU())
	if model := field("/proc/cpuinfo", "model name"); model != "" {
		fmt.Fprintf(&b, " (%s)", model)
	}
	if kernel, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		fmt.Fprintf(&b, ", Linux %s", strings.TrimSpace(string(kernel)))
	}
	fmt.Fprintf(&b, ", %s", strings.Replace(runtime.Version(), "go", "Go ", 1))
	return b.String()
}

// arguments are the flags that bring these results about.
func (c config) arguments() []string {
	args := []string{fmt.Sprintf("--rounds %d", c.rounds)}
	if c.short {
		args = append(args, "--short")
	}
	if c.only != nil {
		args = append(args, "--only "+strings.Join(c.only, ","))
	}
	if c.peers != nil {
		args = append(args, "--peers "+strings.Join(c.peers, ","))
	}
	return args
}

// field is the value of the first line of that name in a file of /proc.
func field(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
