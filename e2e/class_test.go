package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// classroom is a playground that holds a class.
type classroom struct {
	*playground
	code       string
	instructor string // key of the instructor's link
}

// holdClass starts a new class with its files in dir.
func holdClass(t *testing.T, dir string, args ...string) *classroom {
	t.Helper()
	cmd := program(append([]string{"class", "--listen", "127.0.0.1:0", "--data-dir", dir}, args...)...)
	c := &classroom{playground: boot(t, cmd)}
	c.code = c.await(c.stdout, regexp.MustCompile(`/join/([a-z-]+)`))[1]
	c.instructor = c.await(c.stdout, regexp.MustCompile(`/instruct/(\w+)\n`))[1]
	return c
}

// join sends the form of a new browser, and returns the browser and the answer's status.
func (c *classroom) join(name, code string) (*session, answer) {
	s := c.session()
	return s, s.join(name, code)
}

// join sends the form.
func (s *session) join(name, code string) answer {
	s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := url.Values{"name": {name}, "code": {code}, "visible": {"yes"}}
	return s.do("POST", "/join", form.Encode(), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
}

// TestClassPermissions tries everything that is the instructor's from the wrong side.
func TestClassPermissions(t *testing.T) {
	c := holdClass(t, t.TempDir())
	ada, a := c.join("Ada", strings.ToUpper(c.code))
	if a.status != http.StatusSeeOther {
		t.Fatalf("join: %d %s", a.status, a.body)
	}
	instructor := c.session()
	if a := instructor.do("GET", "/instruct/"+c.instructor, ""); a.status != http.StatusOK || !strings.Contains(string(a.body), "<class-board") {
		t.Fatalf("the instructor's link: %d %s", a.status, a.body)
	}
	requests := []struct{ method, path, body string }{
		{"GET", "/class", ""},
		{"GET", "/class/projector", ""},
		{"GET", "/api/class", ""},
		{"GET", "/api/class/export.json", ""},
		{"GET", "/api/class/export.csv", ""},
		{"PATCH", "/api/class", `{"locked":true}`},
		{"POST", "/api/class/server", `{"lesson":"echo"}`},
		{"DELETE", "/api/class/server", ""},
		{"PATCH", "/api/class/members/x", `{"name":"Eve"}`},
		{"DELETE", "/api/class/members/x", ""},
	}
	for _, r := range requests {
		if a := ada.do(r.method, r.path, r.body); a.status != http.StatusForbidden {
			t.Errorf("a learner's %s %s: %d", r.method, r.path, a.status)
		}
		if a := c.session().do(r.method, r.path, r.body); a.status != http.StatusForbidden {
			t.Errorf("a stranger's %s %s: %d", r.method, r.path, a.status)
		}
	}
	if a := instructor.do("GET", "/class", ""); a.status != http.StatusOK {
		t.Errorf("the instructor's page: %d", a.status)
	}
	if a := ada.do("GET", "/instruct/GUESSED", ""); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
		t.Errorf("a guessed link: %d", a.status)
	}
	foreign := func(r *http.Request) { r.Header.Set("Origin", "http://evil.test") }
	if a := instructor.do("PATCH", "/api/class", `{"locked":true}`, foreign); a.status != http.StatusForbidden {
		t.Errorf("from a page of another site: %d", a.status)
	}
	if a := ada.do("GET", "/api/member", ""); !strings.Contains(string(a.body), `"name":"Ada"`) {
		t.Errorf("who the learner is: %s", a.body)
	}
	if a := c.session().do("GET", "/api/member", ""); strings.TrimSpace(string(a.body)) != `{"member":null}` {
		t.Errorf("who a stranger is: %s", a.body)
	}
}

// TestClassRefusals: who may not join gets the reason.
func TestClassRefusals(t *testing.T) {
	c := holdClass(t, t.TempDir(), "--passphrase", "sesame")
	instructor := c.session()
	instructor.do("GET", "/instruct/"+c.instructor, "")
	expect := func(name, code, want string) {
		t.Helper()
		if _, a := c.join(name, code); a.status != http.StatusForbidden || !strings.Contains(string(a.body), want) {
			t.Errorf("%q with %q: %d, want %q", name, code, a.status, want)
		}
	}
	expect("Ada", "zazu-zazu", "There is no class with the code")
	expect("Ada", c.code, "passphrase")
	expect("Instruct0r", c.code, "could be taken for the instructor")
	if a := instructor.do("PATCH", "/api/class", `{"locked":true}`); a.status != http.StatusNoContent {
		t.Fatalf("lock: %d %s", a.status, a.body)
	}
	expect("Ada", c.code, "locked")
}

// TestGuessing: who guesses codes is refused after some, and the class of the same address
// joins as if there were no guesser.
func TestGuessing(t *testing.T) {
	c := holdClass(t, t.TempDir())
	var refused atomic.Int64
	for range 4 {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, a := c.join("Eve", "baba-baba"); a.status == http.StatusTooManyRequests {
					refused.Add(1)
				}
			})
		}
		wg.Wait()
	}
	if refused.Load() == 0 {
		t.Error("80 wrong codes were taken")
	}
	var wg sync.WaitGroup
	for range 30 { // the address has no turn left for so many
		wg.Go(func() {
			ada := c.session()
			ada.do("GET", "/join", "")
			if a := ada.join("Ada", c.code); a.status != http.StatusSeeOther {
				t.Errorf("the right code after them: %d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	if _, a := c.join("Ada", c.code); a.status != http.StatusSeeOther {
		t.Errorf("the right code of a browser without a cookie: %d %s", a.status, a.body)
	}
}
