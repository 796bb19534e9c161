package natsstore

import (
	"context"
	"errors"
	"strings"
	"testing"

	"socketschool/class"
	"socketschool/class/storetest"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) class.Store { return open(t, t.TempDir()) })
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	revision, err := s.Put(t.Context(), "room.a", []byte("1"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "in use by another playground") {
		t.Errorf("a second process: %v", err)
	}
	s.Close()

	s = open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	var got []class.Entry
	err = s.Watch(ctx, func(e class.Entry) { got = append(got, e) }, cancel)
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if len(got) != 1 || string(got[0].Value) != "1" || got[0].Revision != revision {
		t.Errorf("after the restart: %+v, want revision %d", got, revision)
	}
}
