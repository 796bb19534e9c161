package class

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
)

// maxBars is how many different answers in own words a Tally has, the most frequent.
const maxBars = 12

// Tally counts the answers to a poll.
type Tally struct {
	Answers int   `json:"answers"`
	Of      int   `json:"of"`     // members who have answered or have a page that is connected
	Bars    []Bar `json:"bars"`   // the choices in their order, or answers in own words, the most frequent first
	Others  int   `json:"others"` // answers that are in none of the bars
}

// Bar is an answer with how many have given it.
type Bar struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Shown bool   `json:"shown"` // all may see the text
}

// Tally counts the answers to a poll of a room: as they are now, or were when it was closed.
func (s *School) Tally(code string, p Poll) Tally {
	var t Tally
	if p.Result != nil {
		t = *p.Result
		t.Bars = slices.Clone(t.Bars)
	} else {
		s.mu.Lock()
		t = s.state(code).tally(p)
		s.mu.Unlock()
	}
	for i := range t.Bars {
		t.Bars[i].Shown = p.Choices != nil || slices.Contains(p.Shown, fold(t.Bars[i].Text))
	}
	return t
}

// Public returns what all may see of a Tally: answers in own words only where the
// instructor shows them, the others as a number.
func (t Tally) Public() Tally {
	bars := []Bar{}
	for _, bar := range t.Bars {
		if bar.Shown {
			bars = append(bars, bar)
		} else {
			t.Others += bar.Count
		}
	}
	t.Bars = bars
	return t
}

// tally counts the answers of the room's members. The caller holds mu.
func (r *roomState) tally(p Poll) Tally {
	t := Tally{Bars: []Bar{}}
	spellings := make(map[string]map[string]int) // by what is equal, how often each is there
	for id, m := range r.members {
		answered := m.Answer != nil && m.Answer.Poll == p.Version
		if answered || r.pages[id] > 0 {
			t.Of++
		}
		if !answered {
			continue
		}
		t.Answers++
		key := fold(m.Answer.Text)
		if spellings[key] == nil {
			spellings[key] = make(map[string]int)
		}
		spellings[key][m.Answer.Text]++
	}
	for _, choice := range p.Choices {
		t.Bars = append(t.Bars, Bar{Text: choice, Count: spellings[fold(choice)][choice]})
	}
	if p.Choices != nil {
		return t
	}
	for _, same := range spellings {
		t.Bars = append(t.Bars, barOf(same))
	}
	slices.SortFunc(t.Bars, func(a, b Bar) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Text, b.Text)) })
	if len(t.Bars) > maxBars {
		for _, bar := range t.Bars[maxBars:] {
			t.Others += bar.Count
		}
		t.Bars = t.Bars[:maxBars]
	}
	return t
}

// barOf returns a bar for equal answers, with the most frequent of their spellings.
func barOf(spellings map[string]int) Bar {
	var bar Bar
	most := 0
	for text, n := range spellings {
		bar.Count += n
		if n > most || n == most && text < bar.Text {
			bar.Text, most = text, n
		}
	}
	return bar
}

// fold returns what two answers have alike that differ in case, and in what punctuation
// ends them, alone. static/class/poll.js does the same.
func fold(text string) string {
	folded := cases.Fold().String(text)
	isEnd := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) }
	return cmp.Or(strings.TrimRightFunc(folded, isEnd), folded)
}
