package check

import (
	"testing"

	"socketschool/check/internal/faulty"
	"socketschool/lab"
)

// TestAddresses: a server sees the address that a check gives a client, on each network,
// and on a system that has 127.0.0.1 alone.
func TestAddresses(t *testing.T) {
	for name, network := range map[string]Network{"TCP": TCP{}, "one address": TCP{oneAddress: true}, "memory": Memory{}} {
		t.Run(name, func(t *testing.T) {
			got := Run(t.Context(), Config{
				Program: lab.Program{Slug: "test", Serve: faulty.SaysAddress},
				Network: network,
				Checks: []Check{{Name: "it", Run: func(t *T) {
					a, b := t.Connect("a"), t.ConnectFrom("b", "127.0.0.2")
					a.Expect("127.0.0.1 of 4 bytes\n")
					b.Expect("127.0.0.2 of 4 bytes\n")
					b.Send("hello")
					b.Expect("hello")
					b.HalfClose()
					b.ExpectEOF()
					c := t.ConnectFrom("c", "127.0.0.2")
					c.Expect("127.0.0.2 of 4 bytes\n")
					c.Reset()
					t.ExpectConnections(1)
				}}},
			})[0]
			if got.Outcome != Passed {
				t.Errorf("%+v", got)
			}
			if events := got.Steps[1].Events; len(events) == 0 || events[0].Client != "b" {
				t.Errorf("the events of the step %q are %+v, not of client b", got.Steps[1].Text, events)
			}
		})
	}
}

// TestConnectSending: what the client sends is there before the server accepts it, so
// that a server that closes without a Read resets the connection.
func TestConnectSending(t *testing.T) {
	for name, network := range map[string]Network{"TCP": TCP{}, "memory": Memory{}} {
		t.Run(name, func(t *testing.T) {
			for range 5 {
				var failure Failure
				got := Run(t.Context(), Config{
					Program: lab.Program{Slug: "test", Serve: faulty.ClosesAtOnce},
					Network: network,
					Checks: []Check{{Name: "it", Run: func(t *T) {
						a := t.ConnectSending("a", "hello")
						a.Expect("busy\n")
						a.ExpectEOF()
					}, Cause: func(f Failure) string { failure = f; return "" }}},
				})[0]
				if got.Outcome != Failed || failure.Ended != "reset" {
					t.Fatalf("ended %q: %+v", failure.Ended, got)
				}
			}
		})
	}
}
