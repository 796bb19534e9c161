package main

import (
	"context"
	"fmt"
	"time"
)

// sizes are how much of everything a run does.
type sizes struct {
	span  time.Duration // of one run by the clock
	paced int           // clients
	pace  time.Duration // between two requests of one of them
	idle  int           // clients
	few   int           // listeners of a broadcast
	many  int           // the same, more
	flood int           // bytes said to stalled readers
	fair  time.Duration // of round trips beside one flood
}

var (
	fullSizes  = sizes{span: 600 * time.Millisecond, paced: 100, pace: 20 * time.Millisecond, idle: 5000, few: 1000, many: 5000, flood: 32 << 20, fair: 5 * time.Second}
	shortSizes = sizes{span: 400 * time.Millisecond, paced: 100, pace: 20 * time.Millisecond, idle: 1000, few: 1000, many: 0, flood: 16 << 20, fair: 2 * time.Second}
)

// measureFunc runs a measure once against one peer: a figure for each row.
type measureFunc func(context.Context, *target, sizes) ([]float64, error)

// measure is one thing to do, from which one or more rows come.
type measure struct {
	name   string
	lesson string
	rows   []row
	run    measureFunc
	rounds func(n int) int // from --rounds; nil for as many
	fresh  bool            // a playground for each run: memory starts from nothing
}

// row is a line of the table.
type row struct {
	title string
	unit  string
	scale float64 // figures are divided by it for the table
	aims  []aim
	lone  bool // the bridge alone is measured, and its figure says it all
}

// aim is what the bridge should come to, in the median of rounds.
type aim struct {
	than  string // the peer it is compared with; empty for a figure of its own, in the row's unit
	most  float64
	least float64 // the one that is not zero counts
}

func atMost(limit float64, than string) aim  { return aim{than: than, most: limit} }
func atLeast(limit float64, than string) aim { return aim{than: than, least: limit} }

// doubled is for a figure that one spell of bad luck decides: a p99.
func doubled(n int) int { return 2 * n }

// halved and aThird are for measures that take long.
func halved(n int) int { return (n + 1) / 2 }
func aThird(n int) int { return (n + 2) / 3 }

// measures in the order in which they run.
func measures(s sizes) []measure {
	const µs, ms, kib, mib = 1, 1e3, 1 << 10, 1 << 20
	list := []measure{
		{name: "roundtrip", lesson: "echo", run: roundTrips, rows: []row{
			{title: "64 B round trip, 1 client, p50", unit: "µs", scale: µs, aims: []aim{atMost(1.10, nginx)}},
			{title: "the same, p99", unit: "µs", scale: µs},
		}},
		{name: "paced", lesson: "echo", rounds: doubled, run: pacedTrips, rows: []row{
			{title: fmt.Sprintf("64 B round trip, %d paced clients, p50", s.paced), unit: "µs", scale: µs},
			{title: "the same, p99", unit: "µs", scale: µs, aims: []aim{atMost(1.15, nginx)}},
		}},
		{name: "throughput1", lesson: "echo", run: throughput(1), rows: []row{
			{title: "64 KiB frames echoed, 1 client", unit: "MiB/s", scale: mib, aims: []aim{atLeast(0.90, nginx), atLeast(2, websockify)}},
		}},
		{name: "throughput16", lesson: "echo", run: throughput(16), rows: []row{
			{title: "64 KiB frames echoed, 16 clients", unit: "MiB/s", scale: mib, aims: []aim{atLeast(0.85, nginx), atLeast(2, websockify)}},
		}},
		{name: "messages", lesson: "echo", run: messages(1), rows: []row{
			{title: "64 B messages streamed, 1 client", unit: "1,000/s", scale: 1e3, aims: []aim{atLeast(0.95, direct)}},
		}},
		{name: "batched", lesson: "echo", run: messages(batch), rows: []row{
			{title: fmt.Sprintf("the same, %d in one write", batch), unit: "1,000/s", scale: 1e3, aims: []aim{atLeast(0.95, direct)}},
		}},
		{name: "fanout", lesson: "broadcast", run: fanOut(func(s sizes) int { return s.few }), rows: []row{
			{title: fmt.Sprintf("broadcast to %s clients", thousands(s.few)), unit: "ms", scale: ms},
		}},
		{name: "fanout5000", lesson: "broadcast", rounds: halved, run: fanOut(func(s sizes) int { return s.many }), rows: []row{
			{title: fmt.Sprintf("broadcast to %s clients", thousands(s.many)), unit: "ms", scale: ms, aims: []aim{atMost(1.5, direct)}},
		}},
		{name: "idle", lesson: "echo", rounds: aThird, fresh: true, run: idleClients, rows: []row{
			{title: fmt.Sprintf("%s clients opened, each", thousands(s.idle)), unit: "µs", scale: µs},
			{title: "memory of each, idle", unit: "KiB", scale: kib, aims: []aim{atMost(40, "")}},
			{title: "the same, after a 64 KiB burst", unit: "KiB", scale: kib, aims: []aim{atMost(45, "")}},
		}},
		{name: "stalled", lesson: "broadcast", rounds: aThird, fresh: true, run: stalledReaders, rows: []row{
			{title: fmt.Sprintf("growth of each of %d stalled readers", stalledClients), unit: "KiB", scale: kib, aims: []aim{atMost(stalledBound, "")}},
			{title: "kernel memory of each of them, in socket buffers", unit: "KiB", scale: kib, aims: []aim{atMost(1024, "")}},
		}},
		{name: "tracing", lesson: "echo", run: tracing, rows: []row{
			{title: "64 KiB echoed in a lab, nobody watching", unit: "of untraced", scale: 1, aims: []aim{atLeast(0.8, "")}},
			{title: "the same, with a viewer", unit: "of untraced", scale: 1, aims: []aim{atLeast(0.5, "")}},
			{title: "64 B round trip in a lab, nobody watching, p50", unit: "of untraced", scale: 1, aims: []aim{atMost(1.5, "")}},
			{title: "the same, with a viewer", unit: "of untraced", scale: 1, aims: []aim{atMost(2, "")}},
		}},
		{name: "goroutines", lesson: "echo", rounds: halved, run: goroutinePanel, rows: []row{
			{title: "64 KiB echoed by 16 clients, the goroutine panel open", unit: "of closed", scale: 1, aims: []aim{atLeast(0.9, "")}},
		}},
		{name: "fair", lesson: "echo", rounds: halved, run: fairness, rows: fairRows()},
	}
	if s.many == 0 {
		list = append(list[:7], list[8:]...)
	}
	return list
}

func measureNames() []string {
	var names []string
	for _, m := range measures(fullSizes) {
		names = append(names, m.name)
	}
	return names
}
