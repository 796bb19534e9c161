package check

import (
	"testing"
	"time"

	"socketschool/check/internal/faulty"
	"socketschool/lab"
)

// TestBusyMachine: a check that fails on a machine that was busy begins again, and a
// failure counts at once on one that was not.
func TestBusyMachine(t *testing.T) {
	for _, c := range []struct {
		late     time.Duration // of each attempt
		passes   int           // the attempt that passes; 0 for none
		attempts int
		outcome  Outcome
		told     bool // that the machine was busy
	}{
		{0, 2, 1, Failed, false},
		{lateLimit, 2, 2, Passed, false},
		{lateLimit, 0, maxAttempts, Failed, true},
	} {
		attempts := 0
		began := 0
		cfg := Config{
			Network: Memory{},
			Program: lab.Program{Slug: "test", Serve: faulty.NeverListens},
			Checks: []Check{{Name: "it", Run: func(t *T) {
				attempts++
				t.step("try", false, func() *Failure {
					if attempts == c.passes {
						return nil
					}
					return t.failure(nil, "It went wrong.")
				})
			}}},
			Update: func(u Update) {
				if u.Type == "check" {
					began++
				}
			},
		}
		result := runOne(cfg, 0, func(cfg Config, i int) (Result, time.Duration) {
			r, _ := attemptOne(cfg, i)
			return r, c.late
		})
		told := len(result.Cause) >= len(busyMachine) && result.Cause[len(result.Cause)-len(busyMachine):] == busyMachine
		if attempts != c.attempts || began != attempts || result.Outcome != c.outcome || told != c.told {
			t.Errorf("%+v: %d attempts, %d begun, %+v", c, attempts, began, result)
		}
	}
}
