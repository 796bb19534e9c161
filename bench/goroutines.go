package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"time"
)

// panelSpan is how long echo is measured with the goroutine panel open, and without it: a
// page with the panel asks once a second.
const panelSpan = 3 * time.Second

// goroutinePanel measures what an open goroutine panel costs: throughput of 16 clients with
// a page that asks for the goroutines once a second, by that without one.
func goroutinePanel(ctx context.Context, t *target, _ sizes) ([]float64, error) {
	if t.name != ours {
		return []float64{math.NaN()}, nil
	}
	f := flow{large, largeAhead, oneFrame}
	closed, err := f.run(ctx, t, 16, panelSpan)
	if err != nil {
		return nil, err
	}
	asking, stop := context.WithCancel(ctx)
	asked := make(chan error, 1)
	go func() { asked <- askGoroutines(asking, t) }()
	open, err := f.run(ctx, t, 16, panelSpan)
	stop()
	return []float64{open / closed}, errors.Join(err, <-asked)
}

// askGoroutines asks for the lab's goroutines as an open panel does, until ctx ends.
func askGoroutines(ctx context.Context, t *target) error {
	url := "http://" + t.addr + strings.TrimSuffix(t.shake.path, "/clients") + "/goroutines"
	pause := time.NewTicker(time.Second)
	defer pause.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Cookie", t.shake.cookie)
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case resp.StatusCode != http.StatusOK:
			return fmt.Errorf("ask for the goroutines: %s", resp.Status)
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return nil
		}
	}
}
