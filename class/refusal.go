package class

// Reason says in a word why something was refused, for programs.
type Reason string

// The reasons of a Refusal.
const (
	ReasonName       Reason = "name"       // the name is none that a member can have
	ReasonNoRoom     Reason = "no-room"    // there is no room of this code
	ReasonLocked     Reason = "locked"     // the room takes no new members
	ReasonClosed     Reason = "closed"     // the class is over
	ReasonPassphrase Reason = "passphrase" // it is missing or wrong
	ReasonFull       Reason = "full"       // the room has as many members as it can have
	ReasonServer     Reason = "server"     // the room takes no such server
	ReasonHandBack   Reason = "hand-back"  // the one-time code is wrong, used or too old
	ReasonNoMember   Reason = "no-member"  // the member was removed
	ReasonText       Reason = "text"       // it is too long
	ReasonRenewed    Reason = "renewed"    // the instructor's key was renewed
	ReasonDeclined   Reason = "declined"   // the member does not agree to be looked at
	ReasonPoll       Reason = "poll"       // the poll takes no such answer
)

// Refusal is why something that a person asked for was not done. Its text is a sentence
// for that person.
type Refusal struct {
	Reason Reason
	Text   string
}

func (r *Refusal) Error() string { return r.Text }

func refuse(reason Reason, text string) error { return &Refusal{reason, text} }
