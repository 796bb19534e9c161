package resources

import (
	"maps"
	"slices"
	"sync"
)

const maxBytes = 1000 // of all keys and values: little, so that you can fill it

// store holds values by key, and counts their bytes.
type store struct {
	mu     sync.Mutex
	values map[string]string
	bytes  int
}

// set returns false, and changes nothing, if there is no room.
func (s *store) set(key, value string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes+len(key)+len(value) > maxBytes {
		return false
	}
	s.values[key] = value
	s.bytes += len(key) + len(value)
	return true
}

func (s *store) get(key string) (value string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok = s.values[key]
	return value, ok
}

// del reports whether there was such a key.
func (s *store) del(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.values[key]
	s.bytes -= s.size(key)
	delete(s.values, key)
	return ok
}

func (s *store) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.values))
}

func (s *store) held() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

// size returns how many bytes are held for key. It needs the lock.
func (s *store) size(key string) int {
	value, ok := s.values[key]
	if !ok {
		return 0
	}
	return len(key) + len(value)
}
