package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"os"
	"strconv"

	"socketschool/server/echo"
)

// untracedFlag has this very program be the echo server, on a plain listener
// and with a log that goes nowhere: what a lab's server is compared with.
const untracedFlag = "--untraced-echo"

func serveUntraced(ctx context.Context, port string) error {
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return err
	}
	return echo.Serve(ctx, ln, slog.New(slog.DiscardHandler))
}

// tracing measures what it costs a server to be in a lab, where each of its
// socket calls and log records becomes an event: throughput and round trip by
// those of the same server outside, first without a viewer, then with a
// viewer that takes all events it is sent. It goes past the bridge, and counts
// for it alone.
func tracing(ctx context.Context, t *target, s sizes) ([]float64, error) {
	if t.name != ours {
		return []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}, nil
	}
	proc, at, err := startUntraced(ctx)
	if err != nil {
		return nil, err
	}
	defer proc.stop()
	untraced, err := pace1(ctx, *at, s)
	if err != nil {
		return nil, err
	}
	alone, err := pace1(ctx, endpoint{addr: t.lab}, s)
	if err != nil {
		return nil, err
	}
	leave, err := view(ctx, t)
	if err != nil {
		return nil, err
	}
	watched, err := pace1(ctx, endpoint{addr: t.lab}, s)
	if err := errors.Join(err, leave()); err != nil {
		return nil, err
	}
	return []float64{
		alone.throughput / untraced.throughput, watched.throughput / untraced.throughput,
		alone.roundTrip / untraced.roundTrip, watched.roundTrip / untraced.roundTrip,
	}, nil
}

func startUntraced(ctx context.Context) (*process, *endpoint, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	return launch(ctx, nil, func(port int) (*process, error) {
		return start(os.TempDir(), self, untracedFlag, strconv.Itoa(port))
	})
}

// speed is how fast an echo server is for one client.
type speed struct {
	throughput float64 // bytes a second, in writes of 64 KiB
	roundTrip  float64 // of 64 B, p50, in µs
}

func pace1(ctx context.Context, at endpoint, s sizes) (speed, error) {
	t := &target{peer: allPeers[0], endpoint: at}
	rate, err := flow{large, largeAhead, oneFrame}.run(ctx, t, 1, s.span)
	if err != nil {
		return speed{}, err
	}
	trips, err := roundTrips(ctx, t, s)
	if err != nil {
		return speed{}, err
	}
	return speed{rate, trips[0]}, nil
}

// view opens the lab's events and takes all that comes, until leave is called.
func view(ctx context.Context, t *target) (leave func() error, err error) {
	l, err := dial(ctx, t.addr, t.shake.events(), bigBuffer)
	if err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- l.discard() }()
	return func() error {
		l.close()
		if err := <-ended; !errors.Is(err, net.ErrClosed) && err != io.EOF {
			return err
		}
		return nil
	}, nil
}
