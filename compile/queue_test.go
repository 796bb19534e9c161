package compile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// build is a build in a queue of a test.
type build struct {
	cancel context.CancelFunc
	finish chan struct{}
	cost   time.Duration // processor time

	mu     sync.Mutex
	places []int
	err    error // with which enter returned
	runs   bool
	ended  error // why its context ended while it ran
}

func (b *build) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.err != nil:
		return b.err.Error()
	case b.ended != nil:
		return "ended: " + b.ended.Error()
	case b.runs:
		return "runs"
	}
	return "waits"
}

// who makes a learner of "session" or "session@address". An address "first …" goes first.
func who(text string) Learner {
	session, address, _ := strings.Cut(text, "@")
	return Learner{Session: session, Address: address, First: strings.HasPrefix(address, "first ")}
}

// start enters the queue. The build runs until finish is closed or its context ends.
func start(t *testing.T, q *queue, learner string) *build {
	ctx, cancel := context.WithCancel(t.Context())
	b := &build{cancel: cancel, finish: make(chan struct{}), cost: usualCost}
	go func() {
		ctx, leave, err := q.enter(ctx, who(learner), func(place int) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.places = append(b.places, place)
		})
		b.mu.Lock()
		b.err, b.runs = err, err == nil
		b.mu.Unlock()
		if err != nil {
			return
		}
		select {
		case <-b.finish:
		case <-ctx.Done():
			b.mu.Lock()
			b.ended = context.Cause(ctx)
			b.mu.Unlock()
		}
		leave(b.cost)
	}()
	synctest.Wait()
	return b
}

func wantStates(t *testing.T, want map[*build]string) {
	t.Helper()
	synctest.Wait()
	for b, state := range want {
		if got := b.String(); got != state {
			t.Errorf("the state is %q, want %q", got, state)
		}
	}
}

func wantEmpty(t *testing.T, q *queue, slots int) {
	t.Helper()
	synctest.Wait()
	wantEmptyNow(t, q, slots)
}

func TestPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		a, b, c, d := start(t, q, "a"), start(t, q, "b"), start(t, q, "c"), start(t, q, "d")
		wantStates(t, map[*build]string{a: "runs", b: "waits", c: "waits", d: "waits"})
		close(a.finish)
		synctest.Wait()
		c.cancel()
		wantStates(t, map[*build]string{b: "runs", c: "context canceled", d: "waits"})
		close(b.finish)
		wantStates(t, map[*build]string{d: "runs"})
		close(d.finish)
		for b, want := range map[*build][]int{a: nil, b: {1}, c: {2, 1}, d: {3, 2, 1}} {
			if !slices.Equal(b.places, want) {
				t.Errorf("the places are %v, want %v", b.places, want)
			}
		}
		wantEmpty(t, q, 1)
	})
}

// TestNewerReplacesOlder: a build that waits passes its place on; one that runs ends,
// and the newer one waits behind those who have not had a turn.
func TestNewerReplacesOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		a1, b1, c := start(t, q, "a"), start(t, q, "b"), start(t, q, "c")
		b2 := start(t, q, "b")
		wantStates(t, map[*build]string{a1: "runs", b1: ErrReplaced.Error(), b2: "waits", c: "waits"})
		a2 := start(t, q, "a")
		wantStates(t, map[*build]string{a1: "ended: " + ErrReplaced.Error(), b2: "runs", c: "waits", a2: "waits"})
		if !slices.Equal(b2.places, []int{1}) {
			t.Errorf("the places of the replacement are %v", b2.places)
		}
		close(b2.finish)
		wantStates(t, map[*build]string{c: "runs", a2: "waits"})
		close(c.finish)
		wantStates(t, map[*build]string{a2: "runs"})
		close(a2.finish)
		wantEmpty(t, q, 1)
	})
}

// TestReplace: an owner whose newest program needs no build leaves the queue.
func TestReplace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		a, b := start(t, q, "a"), start(t, q, "b")
		q.replace(who("b"))
		q.replace(who("c"))
		wantStates(t, map[*build]string{a: "runs", b: ErrReplaced.Error()})
		q.replace(who("a"))
		wantStates(t, map[*build]string{a: "ended: " + ErrReplaced.Error()})
		wantEmpty(t, q, 1)
	})
}

// TestOneBuildPerOwner: with free slots, an owner's second build still waits for the
// end of the first, and holds up no one.
func TestOneBuildPerOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(2)
		stubborn := &ticket{cancel: func(error) {}, granted: make(chan struct{}), moved: make(chan struct{}, 1)}
		if err := q.add(stubborn, who("a")); err != nil { // goes on after it has been replaced
			t.Fatal(err)
		}
		second, other := start(t, q, "a"), start(t, q, "b")
		wantStates(t, map[*build]string{second: "waits", other: "runs"})
		q.remove(stubborn, usualCost)
		wantStates(t, map[*build]string{second: "runs"})
		close(second.finish)
		close(other.finish)
		wantEmpty(t, q, 2)
	})
}

func TestQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots = 2
		q := newQueue(slots)
		var builds []*build
		for i := range slots + maxWaiting {
			builds = append(builds, start(t, q, fmt.Sprintf("%d@%d", i, i%3)))
		}
		if b := start(t, q, "one more@0"); !errors.Is(b.err, ErrBusy) {
			t.Errorf("one more: %v", b)
		}
		for _, b := range builds {
			b.cancel()
		}
		wantEmpty(t, q, slots)
	})
}

// TestNoSession: builds without a session run one after another at an address, none
// replaces another, and few of them wait.
func TestNoSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(2)
		first, second := start(t, q, "@x"), start(t, q, "@x")
		elsewhere := start(t, q, "@y")
		wantStates(t, map[*build]string{first: "runs", second: "waits", elsewhere: "runs"})
		all := []*build{first, second, elsewhere}
		for range maxWithoutSession - 1 {
			all = append(all, start(t, q, "@x"))
		}
		if b := start(t, q, "@x"); !errors.Is(b.err, ErrCrowded) {
			t.Errorf("one more: %v", b)
		}
		neighbour := start(t, q, "n@x")
		close(elsewhere.finish)
		wantStates(t, map[*build]string{neighbour: "runs", second: "waits"})
		for _, b := range append(all, neighbour) {
			b.cancel()
		}
		wantEmpty(t, q, 2)
	})
}

// TestAddressIsBounded: an address with many sessions leaves room for others.
func TestAddressIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		builds := []*build{start(t, q, "runs@y")}
		for i := range maxAtAddress {
			builds = append(builds, start(t, q, fmt.Sprintf("%d@x", i)))
		}
		if b := start(t, q, "one more@x"); !errors.Is(b.err, ErrCrowded) {
			t.Errorf("one more: %v", b)
		}
		builds = append(builds, start(t, q, "other@y"))
		wantStates(t, map[*build]string{builds[1]: "waits", builds[len(builds)-1]: "waits"})
		for _, b := range builds {
			b.cancel()
		}
		wantEmpty(t, q, 1)
	})
}

// TestWhoUsedMuchWaits: a build runs next whose address has used least, and of its
// sessions the one that has used least.
func TestWhoUsedMuchWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		builds := make(map[string]*build)
		add := func(learners ...string) {
			for _, learner := range learners {
				builds[learner] = start(t, q, learner)
			}
		}
		finish := func(learner string, cost time.Duration) {
			t.Helper()
			wantStates(t, map[*build]string{builds[learner]: "runs"})
			builds[learner].cost = cost
			close(builds[learner].finish)
			synctest.Wait()
		}
		add("a1@a", "a2@a", "a3@a", "a4@a", "b1@b")
		finish("a1@a", 10*time.Second)
		add("a1@a", "b2@b")
		finish("b1@b", time.Second) // came last, from an address that had nothing
		add("b1@b")
		finish("b2@b", time.Second) // before b1, which had a turn
		add("c1@c")
		finish("b1@b", time.Second) // before c1, which came later and begins at the average
		finish("c1@c", 20*time.Second)
		finish("a2@a", time.Second)
		finish("a3@a", time.Second)
		finish("a4@a", time.Second)
		finish("a1@a", time.Second) // its session had most
		wantEmpty(t, q, 1)
	})
}

// TestClassAtOneAddress: none of a class of 300 behind one address is refused, each has
// its turn in order, and a learner elsewhere does not wait for them all.
func TestClassAtOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(2)
		var class []*build
		for i := range 300 {
			class = append(class, start(t, q, fmt.Sprintf("%d@class", i)))
		}
		other := start(t, q, "other@home")
		if !slices.Equal(other.places, []int{1}) {
			t.Errorf("the places of the learner elsewhere are %v", other.places)
		}
		close(class[0].finish)
		wantStates(t, map[*build]string{other: "runs", class[1]: "runs", class[2]: "waits"})
		close(other.finish)
		for _, b := range class[1:] {
			wantStates(t, map[*build]string{b: "runs"})
			close(b.finish)
		}
		wantEmpty(t, q, 2)
	})
}

// TestFirst: an address that goes first has all the processors, also where others came
// before it and fill the queue.
func TestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		outsiders := []*build{start(t, q, "runs@a")}
		for i := range maxWaiting {
			outsiders = append(outsiders, start(t, q, fmt.Sprintf("%d@%d", i, i%3)))
		}
		if b := start(t, q, "one more@b"); !errors.Is(b.err, ErrBusy) {
			t.Errorf("one more: %v", b)
		}
		ada, bob := start(t, q, "ada@first x"), start(t, q, "bob@first x")
		if !slices.Equal(ada.places, []int{1}) || !slices.Equal(bob.places, []int{2}) {
			t.Errorf("the places are %v and %v", ada.places, bob.places)
		}
		close(outsiders[0].finish)
		for _, b := range []*build{ada, bob} {
			wantStates(t, map[*build]string{b: "runs"})
			b.cost = time.Minute
			close(b.finish)
		}
		wantStates(t, map[*build]string{outsiders[1]: "runs"})
		cleo := start(t, q, "cleo@first x") // although the class has used most
		close(outsiders[1].finish)
		wantStates(t, map[*build]string{cleo: "runs", outsiders[2]: "waits"})
		for _, b := range append(outsiders, cleo) {
			b.cancel()
		}
		wantEmpty(t, q, 1)
	})
}

// TestSessionAtTwoAddresses: a newer build replaces the older one also where its
// request comes from another address.
func TestSessionAtTwoAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		a1, b1 := start(t, q, "a@x"), start(t, q, "b@x")
		b2, a2 := start(t, q, "b@y"), start(t, q, "a@y")
		wantStates(t, map[*build]string{a1: "ended: " + ErrReplaced.Error(), b1: ErrReplaced.Error(), b2: "runs", a2: "waits"})
		close(b2.finish)
		wantStates(t, map[*build]string{a2: "runs"})
		close(a2.finish)
		wantEmpty(t, q, 1)
	})
}

// TestQueueUnderLoad: whatever the order of events, the queue runs no more than it
// has slots, one of each owner, and ends empty.
func TestQueueUnderLoad(t *testing.T) {
	const slots = 3
	q := newQueue(slots)
	var mu sync.Mutex
	running := make(map[string]bool)
	var all sync.WaitGroup
	for i := range 600 {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%7 == 0 {
				go cancel()
			}
			owner := strconv.Itoa(i % 50)
			_, leave, err := q.enter(ctx, who(owner), func(int) {})
			if err != nil {
				return
			}
			mu.Lock()
			if running[owner] || len(running) == slots {
				t.Errorf("%s runs beside %v", owner, running)
			}
			running[owner] = true
			mu.Unlock()
			mu.Lock()
			delete(running, owner)
			mu.Unlock()
			leave(time.Duration(i) * time.Millisecond)
		})
	}
	all.Wait()
	wantEmptyNow(t, q, slots)
}

func wantEmptyNow(t *testing.T, q *queue, slots int) {
	t.Helper()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting > 0 || len(q.addresses) > 0 || q.clock.Duration != 0 || q.free != slots {
		t.Errorf("the queue is not empty: %+v", q)
	}
}
