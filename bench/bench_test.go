package main

import (
	"io"
	"slices"
	"strings"
	"testing"
)

func TestLineCounter(t *testing.T) {
	stream := "Server time: now\n" + string(line('a', 8)) + string(line('b', 8)) + "Server\naaa\n"
	for piece := 1; piece <= len(stream); piece++ {
		c := lineCounter{mark: 'a'}
		got := 0
		for p := []byte(stream); len(p) > 0; p = p[min(piece, len(p)):] {
			got += c.count(p[:min(piece, len(p))])
		}
		if got != 2 {
			t.Errorf("in pieces of %d: %d lines, want 2", piece, got)
		}
	}
}

func TestParseRollup(t *testing.T) {
	text := "5630f98dd000-7ffe6a9ed000 ---p 00000000 00:00 0    [rollup]\nRss:     1628 kB\nPss:      292 kB\nPss_Dirty:  112 kB\n"
	if got, err := parseRollup(strings.NewReader(text)); err != nil || got != 292<<10 {
		t.Errorf("parseRollup = %v, %v; want %d", got, err, 292<<10)
	}
	if _, err := parseRollup(strings.NewReader("Rss: 1 kB\n")); err == nil {
		t.Error("no Pss, and no error")
	}
}

func TestSiteAddress(t *testing.T) {
	got, err := siteAddress("Socket School is at http://127.0.0.1:40123/\n")
	if err != nil || got != "127.0.0.1:40123" {
		t.Errorf("siteAddress = %q, %v", got, err)
	}
	if _, err := siteAddress("port in use\n"); err == nil {
		t.Error("no address, and no error")
	}
}

func TestParse(t *testing.T) {
	cfg, err := parse([]string{"--short", "--only", "roundtrip,idle"}, io.Discard)
	if err != nil || cfg.rounds != 2 || !slices.Equal(cfg.only, []string{"roundtrip", "idle"}) {
		t.Errorf("parse = %+v, %v", cfg, err)
	}
	for _, args := range [][]string{{"--only", "speed"}, {"--peers", "direct"}, {"more"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("parse(%q) takes it", args)
		}
	}
}
