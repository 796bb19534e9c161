// Command bench measures the bridge as people run it: the built program, in a
// process of its own, against other ways to the very same example server in
// that very process.
//
//	go run ./bench [--rounds N] [--only NAME,…] [--short] [--bin bin/socketschool]
//
// The ways, called peers: direct TCP to the lab's address; the bridge; nginx's
// stream module, which proxies TCP and knows no WebSocket; websockify; and
// lighttpd with mod_wstunnel. A peer that is not installed is left out, and a
// line says which Debian package brings it. Everything is on loopback, on free
// ports, in a temporary directory, and ends by itself.
//
// # How to read the table
//
// Each measure runs against every peer in turn, one peer after the other within
// a round, the order rotated from round to round: whatever else the machine
// does hits all of them alike. Direct TCP has its figure; every other peer has
// the median, over rounds, of its figure divided by direct TCP's of the same
// round, and the bridge also the least and the greatest of these. Aims against
// another peer are medians of ratios of the same kind.
//
// Round trips of 100 clients are paced, open loop: requests go out by the
// clock, whether or not replies have come, and each latency counts from the
// time at which its request was due. A peer that stalls cannot hide it by
// delaying the requests behind (coordinated omission).
//
// Throughput and messages a second count what was received, once; the same
// bytes have gone the other way too.
//
// Memory is that of every process between a client and the end of its way,
// peer and example server, as proportional set size; the kernel's socket
// buffers are in none of them. The bridge and the example server are one process,
// so direct TCP's figure is the server's share in the bridge's.
//
// Tracing is measured apart from all peers: the echo server in a lab by the same
// server on a plain listener, in a process of its own, whose log goes nowhere.
//
// Fairness is measured with two sessions: one floods its lab from a process of
// its own, the other sends 64 B every 10 ms. The flood, the playground and the
// client share the machine's cores.
//
// On a machine that has other things to do a p99 is theirs as much as anybody's,
// and a ratio below 1 of something with more work to do is noise: the range
// beside the bridge's median shows how much of that there was. Run it again.
//
// The load generator is the same code for all: the same goroutines, the same
// reads and writes. For WebSocket peers frames are masked beforehand, once, and
// what is received is counted by a reader that looks at frame headers alone, so
// that a client's work does not hide the peer's. It uses the machine's cores
// too, as a browser would.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// config is what the flags say.
type config struct {
	rounds int
	only   []string // names of measures; empty means all
	peers  []string // names of peers beside direct TCP; empty means all
	short  bool
	bin    string

	firstRun bool // measure that alone
	class    bool // the same, with the next three
	learners int
	labs     int // of each learner; 0 for as many as the host's limit allows, up to 2
	noBuilds bool
}

const defaultLearners = 300

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 2 && args[0] == untracedFlag {
		if err := serveUntraced(ctx, args[1]); err != nil {
			fmt.Fprintf(stderr, "bench: %v\n", err)
			return 1
		}
		return 0
	}
	if len(args) > 0 && args[0] == floodFlag {
		if err := runFlood(ctx, args[1:]); err != nil {
			fmt.Fprintf(stderr, "bench: %v\n", err)
			return 1
		}
		return 0
	}
	cfg, err := parse(args, stderr)
	if err == flag.ErrHelp {
		return 0
	}
	switch {
	case err == nil && cfg.firstRun:
		err = firstRun(ctx, stdout)
	case err == nil && cfg.class:
		err = class(ctx, cfg, stdout, stderr)
	case err == nil:
		err = bench(ctx, cfg, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (config, error) {
	var cfg config
	var only, peers string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&cfg.rounds, "rounds", 0, "rounds of each measure (default 5; 2 with --short); slow measures take fewer, noisy ones more")
	flags.StringVar(&only, "only", "", "measures to run, separated by commas: "+strings.Join(measureNames(), ", "))
	flags.StringVar(&peers, "peers", "", "peers to run beside direct TCP, separated by commas: "+strings.Join(peerNames()[1:], ", "))
	flags.BoolVar(&cfg.short, "short", false, "about a minute: short runs, 1,000 clients instead of 5,000")
	flags.BoolVar(&cfg.firstRun, "first-run", false, "measure a newcomer's first run instead: clean clone, empty caches, time to the address, by part (about 2 minutes)")
	flags.BoolVar(&cfg.class, "class", false, "measure a class instead, on the shipped limits (about 6 minutes; 2 with --short)")
	flags.IntVar(&cfg.learners, "learners", defaultLearners, "with --class: how many")
	flags.IntVar(&cfg.labs, "labs", 0, "with --class: labs of each learner (default 2; 1 for more than 500 learners)")
	flags.BoolVar(&cfg.noBuilds, "no-builds", false, "with --class: nobody builds")
	flags.StringVar(&cfg.bin, "bin", "bin/socketschool", "the program to measure")
	if err := flags.Parse(args); err != nil {
		return cfg, err
	}
	if flags.NArg() > 0 {
		return cfg, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if cfg.rounds <= 0 {
		cfg.rounds = 5
		if cfg.short {
			cfg.rounds = 2
		}
	}
	var err error
	if cfg.only, err = choose(only, measureNames()); err != nil {
		return cfg, err
	}
	cfg.peers, err = choose(peers, peerNames()[1:])
	return cfg, err
}

// choose splits a list of names, each of which must be known.
func choose(list string, known []string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	names := strings.Split(list, ",")
	for _, name := range names {
		if !contains(known, name) {
			return nil, fmt.Errorf("no %q: there are %s", name, strings.Join(known, ", "))
		}
	}
	return names, nil
}

func bench(ctx context.Context, cfg config, stdout, stderr io.Writer) error {
	if _, err := os.Stat(cfg.bin); err != nil {
		return fmt.Errorf("%w: build it first, with go run ./cmd/start -build", err)
	}
	raiseDescriptorLimit()
	began := time.Now()
	s, err := newSuite(cfg, stderr)
	if err != nil {
		return err
	}
	defer s.close()
	results, err := s.run(ctx)
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted")
	}
	if err != nil {
		return err
	}
	writeTable(stdout, s.peers, results)
	fmt.Fprintf(stdout, "\n%s\n\nTook %v.\n", describeRun(ctx, cfg, s.peers), time.Since(began).Round(time.Second))
	return nil
}
