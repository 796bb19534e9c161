package chat

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxName = 16 // characters
	usage   = "Commands: /join ROOM, /msg NAME TEXT, /who, /quit\n"
)

func (h *hub) answer(c *client, text string) { h.send(text, map[*client]bool{c: true}, nil) }

// hear does what a line asks for. Only c's own goroutine calls it.
func (h *hub) hear(c *client, line string) (quit bool) {
	line = clean(line)
	command, rest, _ := strings.Cut(line, " ")
	switch {
	case c.name == "":
		h.choose(c, line)
	case !strings.HasPrefix(line, "/"):
		c.log.Info("received", "name", c.name, "room", c.room.name, "data", line)
		h.send(c.name+": "+line+"\n", c.room.members, c.room)
	case command == "/join" && isName(rest):
		h.join(c, rest, "You are in "+rest+"\n")
	case command == "/msg":
		h.whisper(c, rest)
	case command == "/who":
		h.answer(c, "Here: "+h.who(c)+"\n")
	case command == "/quit":
		h.answer(c, "Bye\n")
		return true
	default:
		h.answer(c, usage)
	}
	return false
}

// choose takes the client's first line for its name.
func (h *hub) choose(c *client, name string) {
	switch {
	case !isName(name):
		h.answer(c, "A name is 1 to 16 letters or digits. What is your name?\n")
	case !h.take(c, name):
		h.answer(c, name+" is taken. What is your name?\n")
	default:
		h.join(c, "lobby", "Welcome, "+name+"\n")
	}
}

// take gives c the name, unless another client has it.
func (h *hub) take(c *client, name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()

	if h.names[name] != nil {
		return false
	}
	h.names[name] = c
	c.name = name
	if !c.ended {
		c.conn.SetReadDeadline(time.Time{}) // it may be silent as long as it likes
	}
	c.log.Info("named", "name", name)
	return true
}

// whisper passes a text on to one client, and logs it without the text.
func (h *hub) whisper(c *client, rest string) {
	name, text, _ := strings.Cut(rest, " ")
	h.mu.Lock()
	to := h.names[name]
	h.mu.Unlock()
	switch {
	case text == "":
		h.answer(c, usage)
	case to == nil:
		h.answer(c, "There is no "+name+"\n")
	default:
		c.log.Info("private message", "name", c.name, "to", name, "bytes", len(text))
		h.answer(to, c.name+" to you: "+text+"\n")
		h.answer(c, "you to "+name+": "+text+"\n")
	}
}

// who returns the names of those in c's room.
func (h *hub) who(c *client) string {
	h.mu.Lock()
	defer h.mu.Unlock()

	var names []string
	for member := range c.room.members {
		names = append(names, member.name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// clean drops what could do harm in another's terminal: bytes that are no UTF-8,
// control characters, marks that turn a text around or break its line, and blank letters.
func clean(line string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) {
			return -1
		}
		return r
	}, line)
}

func isName(name string) bool {
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	n := utf8.RuneCountInString(name)
	return 1 <= n && n <= maxName && !strings.ContainsFunc(name, other)
}
