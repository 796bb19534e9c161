package main

import (
	"math"
	"strings"
	"testing"
)

func TestWriteTable(t *testing.T) {
	peers := []*peer{allPeers[0], allPeers[1], allPeers[2], allPeers[3]}
	results := []result{
		{
			row: row{title: "round trip", unit: "µs", scale: 1, aims: []aim{atMost(1.10, nginx)}},
			figures: map[string][]float64{
				direct: {20, 40, 30}, ours: {40, 60, 60}, nginx: {30, 60, 60}, websockify: {math.NaN(), math.NaN(), math.NaN()},
			},
		},
		{
			row: row{title: "throughput", unit: "MiB/s", scale: 1 << 20, aims: []aim{atLeast(0.90, nginx), atLeast(2, websockify)}},
			figures: map[string][]float64{
				direct: {200 << 20}, ours: {80 << 20}, nginx: {100 << 20}, websockify: {20 << 20},
			},
		},
		{
			row:     row{title: "memory", unit: "KiB", scale: 1 << 10, aims: []aim{atMost(40, "")}},
			figures: map[string][]float64{direct: {6 << 10}, ours: {25 << 10}, nginx: {12 << 10}, websockify: {4 << 20}},
		},
	}
	want := `|  | direct TCP | bridge | nginx stream | websockify | bridge by nginx | aim | holds |
| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |
| round trip | 30.0 µs | 2.00 (1.50–2.00) | 1.50 | – | 1.00 | ≤ 1.10 of nginx | yes: 1.00 |
| throughput | 200 MiB/s | 0.40 | 0.50 | 0.10 | 0.80 | ≥ 0.90 of nginx, ≥ 2.00 of websockify | no: 0.80, yes: 4.00 |
| memory | 6.00 KiB | 25.0 KiB | 12.0 KiB | 4,096 KiB | 2.08 | ≤ 40.0 KiB | yes: 25.0 |
`
	var got strings.Builder
	writeTable(&got, peers, results)
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestAimWithoutItsPeer(t *testing.T) {
	r := &result{row: row{scale: 1, aims: []aim{atMost(1.10, nginx)}}, figures: map[string][]float64{direct: {1}, ours: {1}}}
	if _, holds := r.verdict(); holds != "not measured" {
		t.Errorf("verdict without nginx: %q", holds)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0.123: "0.12", 9.876: "9.88", 12.34: "12.3", 123.4: "123", 1234567: "1,234,567", 999.6: "1,000"} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
}
