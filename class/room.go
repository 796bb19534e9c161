package class

import (
	"cmp"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// MaxMembers bounds a room.
const MaxMembers = 1000

// Room is a class with one instructor. Its code is what a learner needs to join it.
type Room struct {
	Code       string    `json:"code"` // as ParseCode returns it
	Created    time.Time `json:"created"`
	KeyHash    string    `json:"keyHash"`              // of the instructor's key
	Passphrase string    `json:"passphrase,omitempty"` // salt and hash; empty for none
	Locked     bool      `json:"locked,omitempty"`     // no new members
	Closed     bool      `json:"closed,omitempty"`     // the class is over
	Publish    bool      `json:"publish,omitempty"`    // members may publish their servers
	Names      bool      `json:"names,omitempty"`      // the projector's page may show members' names
}

// Member is a learner in a room.
type Member struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Session  string    `json:"session"` // of the learner's browser
	Joined   time.Time `json:"joined"`
	Claimed  time.Time `json:"claimed,omitzero"`   // when another browser, or this one again, became the member
	Visible  bool      `json:"visible"`            // the instructor may look at code and timeline
	Hand     time.Time `json:"hand,omitzero"`      // when it was raised; zero if it is not
	HandBack *HandBack `json:"handBack,omitempty"` // for another browser of the learner
	Answer   *Answer   `json:"answer,omitempty"`   // to the latest poll that the learner has answered
	Work     Work      `json:"work"`               // what the learner does
	Solved   []string  `json:"solved,omitempty"`   // exercises, as lesson/name, in the order of solving
	Revised  uint64    `json:"-"`                  // revision in the Store

	// SolvedAt has when each exercise of Solved was solved first. One that was solved before
	// times were stored has none.
	SolvedAt map[string]time.Time `json:"solvedAt,omitempty"`

	Present bool      `json:"-"` // a page of the learner is connected
	InTab   bool      `json:"-"` // a host had no room for the learner's lab: it runs in the tab
	Watched bool      `json:"-"` // the instructor looks at it
	Left    time.Time `json:"-"` // when the last page of this host went; zero before that
}

// Activity is what a learner does now.
type Activity string

// The activities that a page reports.
const (
	Reading  Activity = "reading"
	Editing  Activity = "editing"
	Building Activity = "building"
	Failed   Activity = "failed" // a check, or a build
	Done     Activity = "done"   // an exercise
)

func (a Activity) valid() bool {
	switch a {
	case Reading, Editing, Building, Failed, Done:
		return true
	}
	return false
}

// Work is what a learner's page reports.
type Work struct {
	ID       string    `json:"id,omitempty"` // of the last report that a page sends again until it is stored
	Lesson   string    `json:"lesson,omitempty"`
	Exercise string    `json:"exercise,omitempty"`
	Activity Activity  `json:"activity,omitempty"`
	Failure  string    `json:"failure,omitempty"` // the failed check's name, or the compiler's first message
	Times    int       `json:"times,omitempty"`   // how often in a row with this failure
	Active   time.Time `json:"active,omitzero"`   // the last report
	Progress time.Time `json:"progress,omitzero"` // the last step on: another lesson or exercise, a failure fewer, an exercise solved
}

// The bounds of what a page reports, in bytes.
const (
	maxSlug    = 64
	maxFailure = 300
)

// after returns the work that follows was when a page reports w at now.
func (w Work) after(was Work, now time.Time) Work {
	if w.ID != "" && w.ID == was.ID {
		was.Active = now
		return was // it was stored, and the page did not learn of it
	}
	w.ID = cmp.Or(clip(w.ID, maxSlug), was.ID)
	w.Lesson, w.Exercise = clip(w.Lesson, maxSlug), clip(w.Exercise, maxSlug)
	w.Failure = clip(w.Failure, maxFailure)
	w.Active, w.Progress, w.Times = now, was.Progress, 0
	isElsewhere := w.Lesson != was.Lesson || w.Exercise != was.Exercise
	if w.Activity == Failed {
		if w.Times = 1; was.Failure == w.Failure && !isElsewhere {
			w.Times = was.Times + 1
		}
	} else if w.Failure = ""; !isElsewhere && w.Activity != Done {
		w.Failure, w.Times = was.Failure, was.Times // until it passes
	}
	if w.Progress.After(now) { // the host's clock was set back
		w.Progress = now
	}
	if isElsewhere || w.Activity == Done || w.Activity == Failed && w.Failure != was.Failure || was.Progress.IsZero() {
		w.Progress = now
	}
	return w
}

// clip shortens a text to n bytes at most, at the border of a character.
func clip(text string, n int) string {
	if len(text) <= n {
		return strings.ToValidUTF8(text, "")
	}
	return strings.ToValidUTF8(text[:n], "")
}

// Standing is how a member does, as the instructor sees it.
type Standing string

// The standings of a member, those who need help first.
const (
	HandRaised Standing = "hand"
	Stuck      Standing = "stuck"
	Working    Standing = "working"
	Idle       Standing = "idle"
	Finished   Standing = "done"
	Gone       Standing = "gone"
)

const (
	stuckTimes = 3               // the same failure as often as that
	stuckTime  = 5 * time.Minute // active, and no progress
	idleTime   = 3 * time.Minute // no report
)

// Standing returns how the member does at now. A raised hand comes before all else.
func (m Member) Standing(now time.Time) Standing {
	active := now.Sub(m.Work.Active) < idleTime
	switch {
	case !m.Hand.IsZero():
		return HandRaised
	case !m.Present:
		return Gone
	case m.Work.Activity == Failed && m.Work.Times >= stuckTimes, m.Work.Times >= stuckTimes && active:
		return Stuck
	case m.Work.Activity == Done:
		return Finished
	case !active:
		return Idle
	case m.Work.Exercise != "" && now.Sub(m.Work.Progress) >= stuckTime:
		return Stuck
	}
	return Working
}

// SetPassphrase sets the passphrase that who joins must know; "" is for none.
func (r *Room) SetPassphrase(text string) {
	r.Passphrase = ""
	if text = strings.TrimSpace(text); text != "" {
		r.Passphrase = hashPassphrase(text)
	}
}

// hashPassphrase returns what is stored of a passphrase that a person has chosen.
func hashPassphrase(text string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	return hex.EncodeToString(salt) + "." + derive(text, salt)
}

// admits reports whether the text is the room's passphrase.
func (r Room) admits(text string) bool {
	if r.Passphrase == "" {
		return true
	}
	salt, hash, _ := strings.Cut(r.Passphrase, ".")
	raw, err := hex.DecodeString(salt)
	return err == nil && hmac.Equal([]byte(hash), []byte(derive(text, raw)))
}

// derive returns a key derived from a passphrase. The few rounds take 1 ms: 300 learners
// join at once, and the store is on the instructor's own computer.
func derive(text string, salt []byte) string {
	key, err := pbkdf2.Key(sha256.New, strings.TrimSpace(text), salt, 4096, 32)
	if err != nil {
		panic(err) // the arguments are constants
	}
	return hex.EncodeToString(key)
}
