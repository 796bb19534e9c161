package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"
)

// floodFlag runs this program as a flooding session, in a process of its own, so
// that its goroutines do not delay those that measure.
const floodFlag = "--flood"

// fairPace is the time between two requests of the session that is measured.
const fairPace = 10 * time.Millisecond

// fairBound, in ms, is the aim for the p99 of another session's round trip.
const fairBound = 150

// flooding is what one session does to its lab.
type flooding struct {
	name    string
	title   string
	clients int
	viewers int
	payload int // bytes of a frame
	frames  int // in one write
}

var floodings = []flooding{
	{"large", "beside 16 flooding clients and 8 viewers", 16, 8, 16 << 10, 1},
	{"tiny", "beside 64 flooding clients with 1 B frames", 64, 0, 1, 2048},
	{"viewed", "beside one flooding client with 16 viewers", 1, 16, small, 64},
}

func fairRows() []row {
	rows := []row{{title: "64 B round trip of one session, alone, p99", unit: "ms", scale: 1e3, lone: true}}
	for _, f := range floodings {
		rows = append(rows,
			row{title: f.title, unit: "ms", scale: 1e3, aims: []aim{atMost(fairBound, "")}},
			row{title: "the same", unit: "of alone", scale: 1, lone: true})
	}
	return rows
}

// fairness measures the p99 of one session's round trips through the bridge,
// alone and beside another session that floods its own lab, and the latter as
// multiples of the former.
func fairness(ctx context.Context, t *target, s sizes) ([]float64, error) {
	if t.name != ours {
		none := make([]float64, len(fairRows()))
		for i := range none {
			none[i] = math.NaN()
		}
		return none, nil
	}
	s.span, s.paced, s.pace = s.fair, 1, fairPace
	alone, err := pacedTrips(ctx, t, s)
	if err != nil {
		return nil, err
	}
	figures := []float64{alone[1]}
	for _, f := range floodings {
		beside, err := f.beside(ctx, t, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.title, err)
		}
		figures = append(figures, beside, beside/alone[1])
	}
	return figures, nil
}

// beside returns the p99 of t's round trips, in µs, while another session
// floods.
func (f flooding) beside(ctx context.Context, t *target, s sizes) (float64, error) {
	_, shake, err := makeLab(ctx, t.addr, "echo", "")
	if err != nil {
		return 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	proc, err := start(os.TempDir(), self, floodFlag, f.name, t.addr, shake.path, shake.cookie)
	if err != nil {
		return 0, err
	}
	defer proc.stop()
	if err := rest(ctx, s.span/4, nil); err != nil {
		return 0, err
	}
	trips, err := pacedTrips(ctx, t, s)
	if err != nil {
		return 0, err
	}
	select {
	case <-proc.ended:
		return 0, errors.New("the flood has ended early")
	default:
		return trips[1], nil
	}
}

// runFlood floods a lab until ctx ends or a connection fails.
func runFlood(ctx context.Context, args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("usage: %s NAME SITE PATH COOKIE", floodFlag)
	}
	shake := &handshake{path: args[2], protocol: "socketschool.bridge.v1", cookie: args[3]}
	for _, f := range floodings {
		if f.name == args[0] {
			return f.run(ctx, args[1], shake)
		}
	}
	return fmt.Errorf("no flood %q", args[0])
}

func (f flooding) run(ctx context.Context, site string, shake *handshake) error {
	failed := make(chan error, 2*f.clients+f.viewers)
	for range f.viewers {
		l, err := dial(ctx, site, shake.events(), bigBuffer)
		if err != nil {
			return err
		}
		go func() { failed <- l.discard() }()
	}
	for range f.clients {
		l, err := dial(ctx, site, shake, bigBuffer)
		if err != nil {
			return err
		}
		var burst []byte
		for range f.frames {
			burst = append(burst, l.encode(payload(f.payload))...)
		}
		go func() { failed <- l.repeat(burst) }()
		go func() { failed <- l.discard() }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// repeat writes p until the connection fails.
func (l *client) repeat(p []byte) error {
	for {
		if err := l.write(p); err != nil {
			return err
		}
	}
}

// discard reads until the connection fails.
func (l *client) discard() error {
	for {
		if _, err := l.read(); err != nil {
			return err
		}
	}
}
