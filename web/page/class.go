package page

import (
	"fmt"
	"net/url"
	"strings"
)

// JoinView is the form by which a learner joins a class.
type JoinView struct {
	Frame
	Code, Name string
	Visible    bool   // the learner lets the instructor look
	Tried      bool   // the form is shown again
	Problem    string // why the learner could not join; empty before that
	Reason     string // the same as a word, of package class

	Member, Room string // who and where the learner is already; empty for none
	ClassAssets
}

// ClassView is the instructor's page.
type ClassView struct {
	Frame
	Room    string // the code, as it is shown
	JoinURL string
	Titles  []LessonTitles
	Places  []LessonPlaces
	ClassAssets
}

// ClassAssets are the addresses of what the pages of a class load beside Assets.
type ClassAssets struct {
	ClassStyle     string
	Board          string // script of the instructor's page
	BoardIntegrity string
}

// ProjectorView is the page for a projector.
type ProjectorView struct {
	Frame
	Room    string // the code, as it is shown
	JoinURL string
	QR      QRCode // of JoinURL
	Joined  int    // members, when the page was made
	ClassAssets
}

// address returns what a learner types: the host and the path of the form, without the
// code, which stands below it.
func (v ProjectorView) address() string {
	u, err := url.Parse(v.JoinURL)
	if err != nil {
		return v.JoinURL
	}
	path, _, _ := strings.Cut(u.Path, "/join/")
	return u.Host + path + "/join"
}

// QRCode is a QR code: rows of modules, true for a dark one.
type QRCode [][]bool

// quietZone is the light margin that scanners need, in modules (ISO/IEC 18004).
const quietZone = 4

func (q QRCode) viewBox() string {
	size := len(q) + 2*quietZone
	return fmt.Sprintf("%d %d %d %d", -quietZone, -quietZone, size, size)
}

func (q QRCode) paper() string {
	size := len(q) + 2*quietZone
	return fmt.Sprintf("M%d %dh%dv%dh%dz", -quietZone, -quietZone, size, size, -size)
}

// ink returns the dark modules as the path of an SVG, a stroke for each run in a row.
func (q QRCode) ink() string {
	var d strings.Builder
	for y, row := range q {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&d, "M%d %dh%dv1h%dz", start, y, x-start, start-x)
		}
	}
	return d.String()
}
