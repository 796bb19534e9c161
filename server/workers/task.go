package workers

import (
	"context"
	"crypto/sha256"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const (
	maxRounds = 200_000_000
	chunk     = 100 // rounds between two looks at the context, a millisecond at most

	// In a browser all goroutines share one thread, and nothing interrupts a loop.
	browserSlice = 5 * time.Millisecond // of work, and then
	browserRest  = 50 * time.Millisecond
)

type digest = [sha256.Size]byte

// task is to hash a word: SHA-256 of it, then of the result, and so on.
type task struct {
	ctx    context.Context // ends when the client does not wait any more
	word   string
	rounds int
	sum    chan digest // gets the result; has room for it
}

// parseTask reads a line such as "hash 1000 hello".
func parseTask(ctx context.Context, line string) (t *task, ok bool) {
	words := strings.Fields(line)
	if len(words) != 3 || words[0] != "hash" {
		return nil, false
	}
	rounds, err := strconv.Atoi(words[1])
	if err != nil || rounds < 1 || rounds > maxRounds {
		return nil, false
	}
	return &task{ctx, words[2], rounds, make(chan digest, 1)}, true
}

// run does the task, and gives up when its context has ended.
func (t *task) run() {
	rested := time.Now()
	sum := sha256.Sum256([]byte(t.word))
	for done := 1; done < t.rounds; done++ {
		if done%chunk == 0 {
			if t.ctx.Err() != nil {
				return
			}
			runtime.Gosched() // goroutines that are ready to run go first
			if runtime.GOOS == "js" && time.Since(rested) > browserSlice {
				time.Sleep(browserRest)
				rested = time.Now()
			}
		}
		sum = sha256.Sum256(sum[:])
	}
	t.sum <- sum
}
