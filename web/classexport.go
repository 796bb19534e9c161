package web

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"socketschool/class"
)

// exportMember is a member in the file of a class. Times are RFC 3339.
type exportMember struct {
	Name      string           `json:"name"`
	Joined    time.Time        `json:"joined"`
	Active    time.Time        `json:"active,omitzero"` // the last report
	Exercises []exportExercise `json:"exercises"`
}

// exportExercise is an exercise that a member has solved, or is at.
type exportExercise struct {
	Lesson   string `json:"lesson"`
	Exercise string `json:"exercise"`
	Solved   bool   `json:"solved"`
	Failure  string `json:"failure,omitempty"`
	Times    int    `json:"times,omitempty"`

	SolvedAt time.Time `json:"solvedAt,omitzero"` // the first time; zero where that was not stored
}

func exportOf(m class.Member) exportMember {
	e := exportMember{Name: m.Name, Joined: m.Joined, Active: m.Work.Active, Exercises: []exportExercise{}}
	for _, solved := range m.Solved {
		lesson, exercise, _ := strings.Cut(solved, "/")
		e.Exercises = append(e.Exercises, exportExercise{Lesson: lesson, Exercise: exercise, Solved: true, SolvedAt: m.SolvedAt[solved]})
	}
	w := m.Work
	if w.Exercise != "" && !slices.Contains(m.Solved, w.Lesson+"/"+w.Exercise) {
		e.Exercises = append(e.Exercises, exportExercise{Lesson: w.Lesson, Exercise: w.Exercise, Failure: w.Failure, Times: w.Times})
	}
	return e
}

// exportPoll is a poll with its result in the file of a class. It has no names.
type exportPoll struct {
	class.Question
	Opened  time.Time   `json:"opened"`
	Closed  time.Time   `json:"closed,omitzero"`
	Answers int         `json:"answers"`
	Of      int         `json:"of"` // members who had answered or a page that was connected
	Bars    []exportBar `json:"bars"`
	Others  int         `json:"others"`
}

// exportBar is an answer with how many have given it.
type exportBar struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}

func exportPolls(all []class.Poll) []exportPoll {
	polls := []exportPoll{}
	for _, p := range all {
		r := p.Result
		e := exportPoll{Question: p.Question, Opened: p.Opened, Closed: p.Closed, Answers: r.Answers, Of: r.Of, Bars: []exportBar{}, Others: r.Others}
		for _, bar := range r.Bars {
			e.Bars = append(e.Bars, exportBar{bar.Text, bar.Count})
		}
		polls = append(polls, e)
	}
	return polls
}

// exportJSON answers the progress of the room's members and its polls as a file.
func (s *Site) exportJSON(w http.ResponseWriter, _ *http.Request, room class.Room) {
	members := []exportMember{}
	for _, m := range s.cfg.Class.School.Members(room.Code) {
		members = append(members, exportOf(m))
	}
	now := time.Now()
	attach(w, room, now, "json")
	writeJSON(w, http.StatusOK, map[string]any{
		"socketschool": "class", "version": 1, "room": class.FormatCode(room.Code), "time": now.UTC().Format(time.RFC3339), "members": members,
		"polls": exportPolls(s.cfg.Class.School.Polls(room.Code)),
	})
}

// exportCSV answers a row for each member and exercise, and one for a member without any.
func (s *Site) exportCSV(w http.ResponseWriter, _ *http.Request, room class.Room) {
	attach(w, room, time.Now(), "csv")
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	out := csv.NewWriter(w)
	defer out.Flush()
	_ = out.Write([]string{"name", "joined", "active", "lesson", "exercise", "solved", "failure", "times", "solvedAt"})
	for _, m := range s.cfg.Class.School.Members(room.Code) {
		e := exportOf(m)
		if len(e.Exercises) == 0 {
			e.Exercises = []exportExercise{{}}
		}
		for _, x := range e.Exercises {
			_ = out.Write([]string{
				plainCell(e.Name), timeCell(e.Joined), timeCell(e.Active),
				plainCell(x.Lesson), plainCell(x.Exercise), strconv.FormatBool(x.Solved), plainCell(x.Failure), strconv.Itoa(x.Times), timeCell(x.SolvedAt),
			})
		}
	}
}

// attach names the file by the room's code and the date.
func attach(w http.ResponseWriter, room class.Room, now time.Time, ext string) {
	name := class.FormatCode(room.Code) + "-" + now.UTC().Format(time.DateOnly) + "." + ext
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
}

// timeCell returns a time by RFC 3339, and "" for none.
func timeCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// plainCell returns a text that a spreadsheet does not take for a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
