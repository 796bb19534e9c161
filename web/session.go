package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"slices"
	"strings"
	"time"

	"socketschool/compile"
)

// sessionName is the cookie's name where the site is served over HTTP. Browsers
// bind a name with one of the prefixes to HTTPS, and one with __Host- to the
// very host as well (RFC 6265bis, section 4.1.3).
const (
	sessionName  = "socketschool_session"
	securePrefix = "__Secure-"
	hostPrefix   = "__Host-"
)

// sessionTime is how long a browser keeps a session that outlives the process.
const sessionTime = 60 * 24 * time.Hour

type sessionKey struct{}

// session is what sessionKey has in a request's context.
type session struct {
	id    string
	isNew bool // this answer sets its cookie
}

// sessions issues session ids and knows which it has issued: it rejects an id
// that an attacker plants in a learner's browser.
type sessions struct {
	key    []byte
	name   string // of the cookie
	path   string
	secure bool
	maxAge int // of the cookie, in seconds; 0 for until the browser ends
}

// newSessions takes the key of Config.SessionKey. Without one, sessions live as long as
// the process, as the labs do.
func newSessions(key []byte, base string, secure bool) *sessions {
	s := &sessions{key: key, name: sessionName, path: base, secure: secure}
	if key == nil {
		s.key = make([]byte, 32)
		rand.Read(s.key)
	} else {
		s.maxAge = int(sessionTime.Seconds())
	}
	switch {
	case secure && base == "/":
		s.name = hostPrefix + sessionName
	case secure:
		s.name = securePrefix + sessionName
	}
	return s
}

// find returns the id in the first of the request's cookies that is valid, and
// whether there is one. Others of the same name may stand beside it: another
// program on the same host can set them. A cookie by the name that HTTP uses
// counts as well.
func (s *sessions) find(r *http.Request) (string, bool) {
	for _, name := range []string{s.name, sessionName} {
		for _, c := range r.CookiesNamed(name) {
			if id, mac, ok := strings.Cut(c.Value, "."); ok && hmac.Equal([]byte(mac), []byte(s.mac(id))) {
				return id, true
			}
		}
	}
	return "", false
}

// issue sets a cookie with a new id.
func (s *sessions) issue(w http.ResponseWriter) string {
	id := rand.Text()
	http.SetCookie(w, &http.Cookie{
		Name: s.name, Value: id + "." + s.mac(id), Path: s.path, MaxAge: s.maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure,
	})
	return id
}

func (s *sessions) mac(id string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(id))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:16])
}

// withSession gives every request a session: the cookie's, or a new one that is
// set by the answer. /metrics, /healthz and static files need none.
func (s *Site) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, known := s.sessions.find(r)
		if !known {
			if sessionless(r.URL.Path) {
				next.ServeHTTP(w, r)
				return
			}
			id = s.sessions.issue(w)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sessionKey{}, session{id, !known})))
	})
}

func sessionless(path string) bool {
	return strings.HasPrefix(path, "/static/") || slices.Contains([]string{"/metrics", "/healthz", "/favicon.ico", "/sw.js"}, path)
}

func sessionOf(r *http.Request) string {
	found, _ := r.Context().Value(sessionKey{}).(session)
	return found.id
}

// learner says who sends a request. A session that this request has begun does not
// count as one: a client that keeps no cookie would have another with each request.
func (s *Site) learner(r *http.Request) compile.Learner {
	found, _ := r.Context().Value(sessionKey{}).(session)
	if found.isNew {
		found.id = ""
	}
	return compile.Learner{Session: found.id, Address: s.clientAddress(r)}
}

// builder says who asks for a build. A class counts as one address wherever its members
// are: one with a network of their own is served as those who share one are.
func (s *Site) builder(r *http.Request) compile.Learner {
	who := s.learner(r)
	if s.cfg.Class != nil {
		if room, _, ok := s.cfg.Class.School.MemberOf(who.Session); ok {
			who.Address, who.First = "class "+room.Code, true
		}
	}
	return who
}
