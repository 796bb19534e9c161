package e2e

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// report sends what a learner's page reports of its work, and waits until the host has
// taken it.
func (s *session) report(messages ...string) {
	s.t.Helper()
	u := "ws" + strings.TrimPrefix(s.p.base.JoinPath("/").String(), "http") + "api/member"
	ws, _, err := s.dialer("socketschool.member.v1").Dial(u, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	defer ws.Close()
	_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	// The hand comes last: an answer that has it says that all before was taken.
	for _, message := range append(messages, `{"type":"hand","raised":true}`) {
		if err := ws.WriteMessage(1, []byte(message)); err != nil {
			s.t.Fatal(err)
		}
	}
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.Contains(string(frame), `"hand":true`) {
			return
		}
	}
}

// TestClassExport: both files have what the members did.
func TestClassExport(t *testing.T) {
	c := holdClass(t, t.TempDir())
	ada, _ := c.join("Ada", c.code)
	c.join("=Grace", c.code)
	ada.report(
		`{"type":"work","lesson":"echo","exercise":"shout","activity":"done"}`,
		`{"type":"work","lesson":"echo","exercise":"rot13","activity":"failed","failure":"turns letters"}`,
	)
	instructor := c.session()
	instructor.do("GET", "/instruct/"+c.instructor, "")

	a := instructor.do("GET", "/api/class/export.csv", "")
	rows, err := csv.NewReader(strings.NewReader(string(a.body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, row := range rows {
		for _, column := range []int{1, 2, 8} { // joined, active, solvedAt
			if i > 0 && row[column] != "" {
				if _, err := time.Parse(time.RFC3339, row[column]); err != nil {
					t.Error(err)
				}
			}
		}
		if i > 0 && (row[1] == "" || (row[2] == "") != (row[0] == "'=Grace")) {
			t.Errorf("joined and active: %q", row)
		}
		if i > 0 && (row[8] != "") != (row[5] == "true") {
			t.Errorf("solved, and when: %q", row)
		}
		got = append(got, strings.Join(slices.Delete(row[:8], 1, 3), ","))
	}
	slices.Sort(got[1:])
	want := []string{
		"name,lesson,exercise,solved,failure,times",
		"'=Grace,,,false,,0",
		"Ada,echo,rot13,false,turns letters,1",
		"Ada,echo,shout,true,,0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("csv:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	var file struct {
		Socketschool, Room string
		Version            int
		Members            []struct {
			Name      string
			Active    *time.Time
			Exercises []struct {
				Exercise string
				Solved   bool
				Failure  string
				SolvedAt *time.Time
			}
		}
	}
	a = instructor.do("GET", "/api/class/export.json", "")
	if err := json.Unmarshal(a.body, &file); err != nil {
		t.Fatal(err)
	}
	if file.Socketschool != "class" || file.Version != 1 || file.Room != c.code || len(file.Members) != 2 {
		t.Fatalf("json: %s", a.body)
	}
	for _, m := range file.Members {
		switch m.Name {
		case "Ada":
			if len(m.Exercises) != 2 || !m.Exercises[0].Solved || m.Exercises[0].SolvedAt == nil || m.Exercises[1].SolvedAt != nil || m.Exercises[1].Failure != "turns letters" || m.Active == nil {
				t.Errorf("Ada: %+v", m)
			}
		default:
			if len(m.Exercises) != 0 || m.Active != nil {
				t.Errorf("who did nothing: %+v", m)
			}
		}
	}
}
