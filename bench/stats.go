package main

import (
	"math"
	"slices"
	"time"
)

// quantile is the q-quantile of sorted values by the nearest rank: a value that
// was measured, never one in between. NaN of nothing.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// median is the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// ratios divides round by round. A round that lacks either figure is left out.
func ratios(of, by []float64) []float64 {
	var out []float64
	for i := range min(len(of), len(by)) {
		if r := of[i] / by[i]; !math.IsNaN(r) && !math.IsInf(r, 0) {
			out = append(out, r)
		}
	}
	return out
}

// latencies gathers durations, in µs.
type latencies []float64

func (l *latencies) add(d time.Duration) {
	*l = append(*l, float64(d.Nanoseconds())/1e3)
}

// halfAndTail are p50 and p99.
func (l latencies) halfAndTail() []float64 {
	slices.Sort(l)
	return []float64{quantile(l, 0.50), quantile(l, 0.99)}
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
