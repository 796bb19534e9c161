package limits

import (
	"log/slog"
	"sync"
)

// slots is how many clients there are, and may be. It counts and logs under
// one lock, so that the records have the numbers in order.
type slots struct {
	max int

	mu     sync.Mutex
	active int
}

// take reports whether there was a slot left.
func (s *slots) take(log *slog.Logger) bool {
	s.mu.Lock()
	defer s.mu.Unlock()

	if s.active == s.max {
		log.Warn("refused", "active", s.active, "max", s.max)
		return false
	}
	s.active++
	log.Info("new connection", "active", s.active, "max", s.max)
	return true
}

func (s *slots) free(log *slog.Logger) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.active--
	log.Info("connection closed", "active", s.active, "max", s.max)
}
