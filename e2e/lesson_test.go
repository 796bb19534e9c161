package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// programs returns the slugs of the programs that the lessons name.
func programs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../lessons/*/lesson.md")
	if err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if slug, ok := strings.CutPrefix(line, "server: "); ok {
				slugs = append(slugs, strings.TrimSpace(slug))
				break
			}
		}
	}
	slices.Sort(slugs)
	return slices.Compact(slugs)
}

// TestLessonInTheTerminal runs each server alone, talks to it and ends it with
// Ctrl-C.
func TestLessonInTheTerminal(t *testing.T) {
	for _, lesson := range programs(t) {
		t.Run(lesson, func(t *testing.T) {
			cmd := program("--log-format", "json", "lesson", lesson, "--listen", "127.0.0.1:0")
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			log := bufio.NewReader(stderr)
			first, err := log.ReadString('\n')
			var rec struct{ Msg, Address string }
			if err != nil || json.Unmarshal([]byte(first), &rec) != nil || rec.Msg != "listening" {
				t.Fatalf("first line of the log: %q, %v", first, err)
			}
			conn := dialTCP(t, rec.Address)
			fmt.Fprint(conn, "hello\n")
			answer, _ := bufio.NewReader(conn).ReadString('\n')
			switch lesson {
			case "echo", "multi", "broadcast", "limits":
				if !strings.Contains(answer, "hello") {
					t.Errorf("answer %q", answer)
				}
			}
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(log)
			if err := cmd.Wait(); err != nil {
				t.Errorf("it ended with %v: %s", err, rest)
			}
			if strings.Contains(string(rest), "DATA RACE") {
				t.Errorf("%s", rest)
			}
		})
	}
}
