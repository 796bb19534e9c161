package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// writeTable writes the results in Markdown.
func writeTable(w io.Writer, peers []*peer, results []result) {
	head := []string{"", "direct TCP"}
	for _, p := range peers[1:] {
		head = append(head, p.title)
	}
	head = append(head, "bridge by nginx", "aim", "holds")
	writeRow(w, head)
	writeRow(w, append([]string{"---"}, slices.Repeat([]string{"---:"}, len(head)-3)...), "---", "---")
	for _, r := range results {
		cells := []string{r.title, r.value(direct)}
		for _, p := range peers[1:] {
			cells = append(cells, r.beside(p.name))
		}
		aim, holds := r.verdict()
		writeRow(w, append(cells, ratio(median(ratios(r.figures[ours], r.figures[nginx])))), aim, holds)
	}
}

func writeRow(w io.Writer, cells []string, more ...string) {
	fmt.Fprintf(w, "| %s |\n", strings.Join(append(cells, more...), " | "))
}

// value is the median of a peer's own figures, with the unit.
func (r *result) value(peer string) string {
	v := r.own(peer)
	if math.IsNaN(v) {
		return "–"
	}
	return number(v) + " " + r.unit
}

// own is the median of a peer's own figures, in the row's unit.
func (r *result) own(peer string) float64 {
	return median(finite(r.figures[peer])) / r.scale
}

// beside is a peer in relation to direct TCP. Where the aim is a figure of its
// own, and for the bridge, there is more to say than the ratio.
func (r *result) beside(peer string) string {
	if r.absolute() {
		return r.value(peer)
	}
	all := ratios(r.figures[peer], r.figures[direct])
	if len(all) == 0 {
		return "–"
	}
	cell := ratio(median(all))
	if peer == ours && len(all) > 1 {
		cell += fmt.Sprintf(" (%s–%s)", ratio(slices.Min(all)), ratio(slices.Max(all)))
	}
	return cell
}

// absolute reports whether the row's figures say more than their ratios.
func (r *result) absolute() bool {
	return r.lone || slices.ContainsFunc(r.aims, func(a aim) bool { return a.than == "" })
}

// verdict is the row's aims, and whether they hold.
func (r *result) verdict() (aims, holds string) {
	var texts, answers []string
	for _, a := range r.aims {
		texts = append(texts, a.describe(r.unit))
		answers = append(answers, a.judge(r))
	}
	return strings.Join(texts, ", "), strings.Join(answers, ", ")
}

func (a aim) describe(unit string) string {
	limit, bound := a.most, "≤"
	if a.least > 0 {
		limit, bound = a.least, "≥"
	}
	if a.than == "" {
		return bound + " " + number(limit) + " " + unit
	}
	return bound + " " + ratio(limit) + " of " + a.than
}

// judge says yes, or by how much the aim is missed.
func (a aim) judge(r *result) string {
	got := r.own(ours)
	if a.than != "" {
		got = median(ratios(r.figures[ours], r.figures[a.than]))
	}
	switch {
	case math.IsNaN(got):
		return "not measured"
	case a.most > 0 && got > a.most, a.least > 0 && got < a.least:
		return "no: " + number(got)
	}
	return "yes: " + number(got)
}

func finite(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), math.IsNaN)
}

func ratio(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// number has three digits or more that count.
func number(v float64) string {
	switch {
	case v >= 999.5:
		return thousands(int(math.Round(v)))
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
