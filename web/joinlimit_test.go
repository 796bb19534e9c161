package web

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/compile"
)

// TestJoinLimit: who guesses is slowed down, and no learner at the same address is.
func TestJoinLimit(t *testing.T) {
	const here = "192.0.2.1"
	guesses := map[string]func(n int) compile.Learner{
		"one session":            func(int) compile.Learner { return compile.Learner{Session: "eve", Address: here} },
		"no cookies":             func(int) compile.Learner { return compile.Learner{Address: here} },
		"a session for each try": func(n int) compile.Learner { return compile.Learner{Session: fmt.Sprint("eve ", n), Address: here} },
	}
	for name, guesser := range guesses {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var limit joinLimit
				begun, refused := time.Now(), false
				for n := range maxGuessing + 2*wrongBurst {
					if !limit.wait(t.Context(), guesser(n)) {
						refused = true
						break
					}
					limit.wrong(guesser(n))
				}
				if !refused && time.Since(begun) < 10*time.Second {
					t.Error("a guesser is neither refused nor slowed down")
				}
				began := time.Now()
				ada := compile.Learner{Session: "ada", Address: here}
				if name != "a session for each try" { // which uses up all that a class may have
					for range learnerBurst {
						if !limit.wait(t.Context(), ada) {
							t.Fatal("a learner is refused for another's guesses")
						}
						limit.wrong(ada)
					}
				}
				if elsewhere := (compile.Learner{Address: "192.0.2.2"}); !limit.wait(t.Context(), elsewhere) {
					t.Error("another address is refused")
				}
				if held := time.Since(began); held > 0 {
					t.Errorf("a learner waited %v for another's guesses", held)
				}
				time.Sleep(time.Hour)
				if !limit.wait(t.Context(), guesser(0)) || !limit.wait(t.Context(), ada) {
					t.Error("an hour later there is still no try")
				}
			})
		})
	}
}

// TestManySessions: who guesses with as many sessions as a class may have gets no further
// than some thousand codes of millions in a lesson.
func TestManySessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var limit joinLimit
		var tried atomic.Int64
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		var guessers sync.WaitGroup
		for n := range maxGuessing {
			guessers.Go(func() {
				eve := compile.Learner{Session: fmt.Sprint("eve ", n), Address: "192.0.2.1"}
				for ctx.Err() == nil {
					if limit.wait(ctx, eve) {
						limit.wrong(eve)
						tried.Add(1)
					} else {
						time.Sleep(time.Second)
					}
				}
			})
		}
		guessers.Wait()
		if n := tried.Load(); n > 4000 {
			t.Errorf("%d codes were tried in ten minutes", n)
		}
	})
}
