package course

import (
	"net/http"

	"github.com/a-h/templ"
	goqr "github.com/piglig/go-qr"

	"socketschool/web/page"
)

// Join is the form by which a learner joins a class.
func (s Site) Join(v page.JoinView) templ.Component {
	v.Frame, v.ClassAssets = s.frame("Join a class", "", -1), s.classAssets()
	return page.Join(v)
}

// Class is the instructor's page.
func (s Site) Class(room, joinURL string) templ.Component {
	v := page.ClassView{Frame: s.frame("Class "+room, "", -1), Room: room, JoinURL: joinURL, ClassAssets: s.classAssets()}
	for _, l := range s.Lessons {
		v.Titles = append(v.Titles, s.titles(l))
	}
	v.Places = s.places()
	return page.Class(v)
}

// Projector is the page that the whole room sees. It is given no names.
func (s Site) Projector(room, joinURL string, joined int) (templ.Component, error) {
	qr, err := goqr.EncodeText(joinURL, goqr.Medium)
	if err != nil {
		return nil, err
	}
	v := page.ProjectorView{Frame: s.frame("Join the class "+room, "", -1), Room: room, JoinURL: joinURL, Joined: joined, ClassAssets: s.classAssets()}
	for y := range qr.Size() {
		row := make([]bool, qr.Size())
		for x := range row {
			row[x] = qr.Module(x, y)
		}
		v.QR = append(v.QR, row)
	}
	return page.Projector(v), nil
}

func (s Site) classAssets() page.ClassAssets {
	return page.ClassAssets{
		ClassStyle: s.assetURL("classroom.css"),
		Board:      s.assetURL("classroom.js"), BoardIntegrity: s.Static.Integrity("classroom.js"),
	}
}

// NoClass is the page for a browser without an instructor's link.
func (s Site) NoClass() templ.Component {
	return s.problem(http.StatusForbidden, "This page is for the instructor",
		"Open the instructor's link in this browser first: socketschool class prints it at its start. It may have been renewed since.")
}
