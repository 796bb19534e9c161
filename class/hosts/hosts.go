// Package hosts lets the hosts of one school know what each of them has beside the store:
// who is connected, who is looked at, and which servers run. It passes snapshots on to the
// hosts from which a member is looked at.
package hosts

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"socketschool/class"
	"socketschool/class/live"
	"socketschool/class/servers"
)

const (
	// gatherTime is how long changes are gathered before the other hosts get them.
	gatherTime = 150 * time.Millisecond

	// repeatTime is how often a host sends all that it has, changed or not.
	repeatTime = 2 * time.Second

	// goneTime is after how long a host that sends nothing has gone.
	goneTime = 3*repeatTime + time.Second
)

// The subjects of the messages.
const (
	stateSubject    = "state"    // a state
	helloSubject    = "hello"    // from a host that wants all states, now
	byeSubject      = "bye"      // from a host that ends
	snapshotSubject = "snapshot" // a live.Snapshot
)

// Bus sends messages to all hosts, this one among them. Some may be lost.
type Bus interface {
	Broadcast(subject string, data []byte) error
	Subscribe(f func(subject string, data []byte)) (stop func(), err error)
}

// state is what a host has of a room.
type state struct {
	Host    string         `json:"host"` // its ID, another one after each start
	URL     string         `json:"url"`  // at which the others reach it
	Room    string         `json:"room,omitempty"`
	Has     class.Presence `json:"has"`
	Servers []servers.View `json:"servers,omitempty"`
}

// Config configures a Hosts. All fields are required.
type Config struct {
	Bus     Bus
	School  *class.School
	Servers *servers.Rooms
	Live    *live.Live
	URL     string // at which the other hosts reach this one
	Log     *slog.Logger
}

// Hosts is this host's view of the others.
type Hosts struct {
	cfg    Config
	id     string
	cancel context.CancelFunc
	wg     sync.WaitGroup
	unsub  func() // ends the subscription
	hello  chan struct{}

	sent map[string][]byte // what the others have last got of a room; of run alone

	mu     sync.Mutex
	others map[string]*otherHost // by ID
}

// otherHost is a host that is there.
type otherHost struct {
	heard time.Time
	rooms map[string]struct{} // of which it has something
}

// Start begins to exchange messages. The Hosts must be closed.
func Start(cfg Config) (*Hosts, error) {
	ctx, cancel := context.WithCancel(context.Background())
	h := &Hosts{
		cfg: cfg, id: rand.Text(), cancel: cancel, hello: make(chan struct{}, 1),
		sent: make(map[string][]byte), others: make(map[string]*otherHost),
	}
	var err error
	if h.unsub, err = cfg.Bus.Subscribe(h.take); err != nil {
		cancel()
		return nil, err
	}
	cfg.Live.ShareSnapshots(func(s live.Snapshot) { h.broadcast(snapshotSubject, s) })
	h.broadcast(helloSubject, state{Host: h.id})
	h.wg.Go(func() { h.run(ctx) })
	return h, nil
}

// Close reports to the other hosts that this one ends.
func (h *Hosts) Close() {
	h.cancel()
	h.wg.Wait()
	h.unsub()
	h.broadcast(byeSubject, state{Host: h.id})
}

func (h *Hosts) broadcast(subject string, message any) {
	raw, err := json.Marshal(message)
	if err == nil {
		err = h.cfg.Bus.Broadcast(subject, raw)
	}
	if err != nil {
		h.cfg.Log.Debug("the other hosts did not get a message", "subject", subject, "error", err)
	}
}

// run sends what has changed, and drops hosts that have gone.
func (h *Hosts) run(ctx context.Context) {
	repeat := time.NewTicker(repeatTime)
	defer repeat.Stop()
	for all := true; ; {
		h.send(all)
		select {
		case <-ctx.Done():
			return
		case <-h.hello:
			all = true
		case <-repeat.C:
			all = true
			for _, id := range h.silent(time.Now()) {
				h.drop(id)
			}
			h.cfg.Live.ForgetSnapshots()
		case <-h.cfg.School.ChangedHere():
			all = false
			select {
			case <-time.After(gatherTime):
			case <-ctx.Done():
				return
			}
		}
	}
}

// send sends the state of the rooms where it has changed, or of all. A host that has
// nothing sends a state without a room, so that the others know that it is there.
func (h *Hosts) send(all bool) {
	has, runs := h.cfg.School.PresenceHere(), h.cfg.Servers.Here()
	states := make(map[string]state)
	for code, p := range has {
		states[code] = state{Host: h.id, URL: h.cfg.URL, Room: code, Has: p}
	}
	for code, views := range runs {
		s := states[code]
		states[code] = state{Host: h.id, URL: h.cfg.URL, Room: code, Has: s.Has, Servers: views}
	}
	for code := range h.sent {
		if _, ok := states[code]; !ok {
			delete(h.sent, code)
			h.broadcast(stateSubject, state{Host: h.id, URL: h.cfg.URL, Room: code})
		}
	}
	for code, s := range states {
		raw, err := json.Marshal(s)
		if err != nil || !all && bytes.Equal(raw, h.sent[code]) {
			continue
		}
		h.sent[code] = raw
		h.broadcast(stateSubject, json.RawMessage(raw))
	}
	if all && len(states) == 0 {
		h.broadcast(stateSubject, state{Host: h.id, URL: h.cfg.URL})
	}
}

// take takes a message. Those of one host come in the order in which it has sent them.
func (h *Hosts) take(subject string, raw []byte) {
	if subject == snapshotSubject {
		var s live.Snapshot
		if json.Unmarshal(raw, &s) == nil {
			h.cfg.Live.TakeShared(s)
		}
		return
	}
	var s state
	if json.Unmarshal(raw, &s) != nil || s.Host == "" || s.Host == h.id {
		return
	}
	switch subject {
	case stateSubject:
		h.takeState(s)
	case helloSubject:
		select {
		case h.hello <- struct{}{}:
		default:
		}
	case byeSubject:
		h.drop(s.Host)
	}
}

func (h *Hosts) takeState(s state) {
	h.mu.Lock()
	other := h.others[s.Host]
	if other == nil {
		other = &otherHost{rooms: make(map[string]struct{})}
		h.others[s.Host] = other
	}
	other.heard = time.Now()
	if s.Room != "" {
		other.rooms[s.Room] = struct{}{}
	}
	h.mu.Unlock()
	if s.Room == "" {
		return
	}
	looked := h.cfg.School.SetPresence(s.Host, s.Room, s.Has)
	h.cfg.Servers.SetElsewhere(s.Host, s.URL, s.Room, s.Servers)
	for _, id := range looked {
		h.cfg.Live.ShareLast(s.Room, id)
	}
}

// silent returns the hosts that have sent nothing for goneTime.
func (h *Hosts) silent(now time.Time) (ids []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, other := range h.others {
		if now.Sub(other.heard) > goneTime {
			ids = append(ids, id)
		}
	}
	return ids
}

// drop forgets a host that has gone.
func (h *Hosts) drop(id string) {
	h.mu.Lock()
	other := h.others[id]
	delete(h.others, id)
	h.mu.Unlock()
	if other == nil {
		return
	}
	h.cfg.Log.Info("another host of the school has gone", "host", id)
	for code := range other.rooms {
		h.cfg.School.SetPresence(id, code, class.Presence{})
	}
	h.cfg.Servers.DropHost(id)
}
