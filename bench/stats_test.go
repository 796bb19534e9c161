package main

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i + 1)
	}
	for _, tc := range []struct {
		sorted []float64
		q      float64
		want   float64
	}{
		{hundred, 0.50, 50},
		{hundred, 0.99, 99},
		{hundred, 1, 100},
		{hundred, 0, 1},
		{[]float64{7}, 0.99, 7},
		{[]float64{1, 2, 3}, 0.5, 2},
	} {
		if got := quantile(tc.sorted, tc.q); got != tc.want {
			t.Errorf("quantile(%d values, %v) = %v, want %v", len(tc.sorted), tc.q, got, tc.want)
		}
	}
	if !math.IsNaN(quantile(nil, 0.5)) || !math.IsNaN(median(nil)) {
		t.Error("nothing has a quantile")
	}
}

func TestMedianLeavesItsArgument(t *testing.T) {
	values := []float64{3, 1, 2, 10}
	if got := median(values); got != 2.5 {
		t.Errorf("median = %v, want 2.5", got)
	}
	if !slices.Equal(values, []float64{3, 1, 2, 10}) {
		t.Errorf("median sorted its argument: %v", values)
	}
}

func TestRatiosGoRoundByRound(t *testing.T) {
	got := ratios([]float64{2, 9, math.NaN(), 8}, []float64{1, 3, 5, math.NaN()})
	if !slices.Equal(got, []float64{2, 3}) {
		t.Errorf("ratios = %v, want those of the whole rounds, [2 3]", got)
	}
	if got := ratios(nil, []float64{1}); got != nil {
		t.Errorf("ratios of nothing = %v", got)
	}
}

func TestLatencies(t *testing.T) {
	var l latencies
	for i := 200; i > 0; i-- {
		l.add(time.Duration(i) * time.Microsecond)
	}
	if got := l.halfAndTail(); !slices.Equal(got, []float64{100, 198}) {
		t.Errorf("p50 and p99 = %v, want 100 and 198 µs", got)
	}
}
