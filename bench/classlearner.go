package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// learner is one browser in the class.
type learner struct {
	*classRun
	name   string
	number int
	joinAt time.Time
	random *rand.Rand

	jar     http.CookieJar
	browser *http.Client
	cached  map[string]bool // parts of pages that the browser has
	member  *websocket.Conn // of the class
	labs    []*learnerLab

	mu      sync.Mutex // held while reporting
	leaving bool
	running sync.WaitGroup
}

func (c *classRun) newLearner(number int) *learner {
	jar, _ := cookiejar.New(nil) // returns no error
	transport := &http.Transport{MaxConnsPerHost: 6, MaxIdleConnsPerHost: 6, DisableCompression: true}
	return &learner{
		classRun: c, number: number, name: fmt.Sprintf("Learner %d", number+1), jar: jar,
		browser: &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		cached:  make(map[string]bool),
	}
}

// attend does what a learner does from joining to the end of the class.
func (l *learner) attend(ctx context.Context) {
	if !sleepUntil(ctx, l.joinAt) {
		return
	}
	begin := time.Now()
	if err := l.join(ctx); err != nil {
		l.rec.fail("join", err)
		return
	}
	l.rec.add(joinTime, time.Since(begin))
	for n := range l.size.labsEach {
		lab, err := l.startLab(ctx, n == 0)
		if err != nil {
			l.rec.fail("lab start", err)
			return
		}
		l.labs = append(l.labs, lab)
	}
	l.work(ctx)
	for _, lab := range l.labs {
		lab.finish()
	}
}

// leave closes the browser.
func (l *learner) leave() {
	l.mu.Lock()
	l.leaving = true
	if l.member != nil {
		l.member.Close()
	}
	l.mu.Unlock()
	for _, lab := range l.labs {
		lab.close()
	}
	l.running.Wait()
	l.browser.CloseIdleConnections()
}

// join opens the join page and sends its form, opens a lesson, and then the connection of
// the class as the page does.
func (l *learner) join(ctx context.Context) error {
	if err := l.openPage(ctx, l.host.join); err != nil {
		return fmt.Errorf("join page: %w", err)
	}
	form := url.Values{"code": {l.host.code}, "name": {l.name}, "visible": {"yes"}}
	resp, err := l.ask(ctx, http.MethodPost, "/join", "application/x-www-form-urlencoded", form.Encode())
	if err != nil {
		return fmt.Errorf("form: %w", err)
	}
	if err := expectStatus(resp, http.StatusSeeOther); err != nil {
		return fmt.Errorf("form: %w", err)
	}
	if err := l.openPage(ctx, "/lessons/"+classLesson); err != nil {
		return fmt.Errorf("lesson: %w", err)
	}
	resp, err = l.ask(ctx, http.MethodGet, "/api/member", "", "")
	if err == nil {
		err = expectStatus(resp, http.StatusOK)
	}
	if err != nil {
		return fmt.Errorf("member: %w", err)
	}
	l.member, err = openSocket(ctx, l.host.site, "/api/member", "socketschool.member.v1", l.jar)
	if err != nil {
		return fmt.Errorf("connection of the class: %w", err)
	}
	var state struct{ Name string }
	if err := l.member.ReadJSON(&state); err != nil {
		return fmt.Errorf("connection of the class: %w", err)
	}
	if state.Name != l.name {
		return fmt.Errorf("the member is called %q", state.Name)
	}
	l.running.Go(l.readMember)
	return l.report(report{Activity: "reading"})
}

// readMember takes what the class sends, until the learner leaves.
func (l *learner) readMember() {
	for {
		if _, _, err := l.member.ReadMessage(); err != nil {
			l.mu.Lock()
			defer l.mu.Unlock()
			if !l.leaving {
				l.rec.fail("connection of the class", err)
			}
			return
		}
	}
}

// report sends what the learner does.
func (l *learner) report(r report) error {
	r.Type, r.Lesson = "work", classLesson
	l.mu.Lock()
	defer l.mu.Unlock()
	l.view.expect(l.name, r)
	return l.member.WriteJSON(r)
}

// work reports, checks and builds at times of the learner's own, until the class ends. A
// learner who builds waits for the module before the next build.
func (l *learner) work(ctx context.Context) {
	left := time.Until(l.end)
	at := func(from, to float64) time.Time {
		return time.Now().Add(time.Duration((from + l.random.Float64()*(to-from)) * float64(left)))
	}
	var builds []time.Time
	if l.number < l.size.builders {
		for n := range buildsEach {
			builds = append(builds, at(0.4*float64(n), 0.3+0.4*float64(n)))
		}
	}
	check, next := at(0.3, 0.6), at(0.05, 0.05+float64(reportInterval)/float64(left))
	sleepUntil(ctx, next)
	var built <-chan struct{} // closed once the module of a build is there
	for n := 0; time.Now().Before(l.end); n++ {
		work := report{Exercise: classExercise, Activity: []string{"editing", "reading"}[n%2]}
		now := time.Now()
		select {
		case <-built:
			built = nil
		default:
		}
		switch {
		case !check.IsZero() && !now.Before(check):
			check = time.Time{}
			work.Activity, work.Failure = "failed", "greets "+l.name
		case built == nil && len(builds) > 0 && !now.Before(builds[0]):
			version := fmt.Sprint(len(builds))
			builds = builds[1:]
			work.Activity = "building"
			built = l.startBuild(ctx, version)
		}
		if err := l.report(work); err != nil {
			l.rec.fail("report", err)
			return
		}
		next = next.Add(reportInterval)
		if !check.IsZero() && check.Before(next) {
			next = check
		}
		// Two reports of a page are at least 3 s apart.
		if least := time.Now().Add(3 * time.Second); next.Before(least) {
			next = least
		}
		if !sleepUntil(ctx, next) {
			return
		}
	}
	if built != nil { // the last learners in the queue wait for theirs
		<-built
	}
}

// startBuild builds a version. It returns a channel that is closed once the module is there.
func (l *learner) startBuild(ctx context.Context, version string) <-chan struct{} {
	built := make(chan struct{})
	l.running.Go(func() {
		defer close(built)
		begin := time.Now()
		if err := l.build(ctx, version); err != nil {
			l.rec.fail("build", err)
			return
		}
		l.rec.add(buildTime, time.Since(begin))
	})
	return built
}

// fetchStarter gets the files that learners begin an exercise with.
func (l *learner) fetchStarter(ctx context.Context) error {
	resp, err := l.ask(ctx, http.MethodGet, "/lessons/"+classLesson+"/exercises.json", "", "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var exercises map[string]struct{ Starter map[string]string }
	if err := json.NewDecoder(resp.Body).Decode(&exercises); err != nil {
		return fmt.Errorf("exercises: %w", err)
	}
	if l.starter = exercises[classExercise].Starter; len(l.starter) == 0 {
		return fmt.Errorf("there is no exercise %s of %s", classExercise, classLesson)
	}
	return nil
}

// build builds a version that no learner has built before, and fetches the module.
func (l *learner) build(ctx context.Context, version string) error {
	files := make(map[string]string)
	for name, text := range l.starter {
		files[name] = text + fmt.Sprintf("\nfunc init() { _ = %q }\n", l.name+version+l.nonce)
	}
	body, err := json.Marshal(map[string]any{"lesson": classLesson, "exercise": classExercise, "files": files})
	if err != nil {
		return err
	}
	resp, err := l.ask(ctx, http.MethodPost, "/api/modules", "application/json", string(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return expectStatus(resp, http.StatusOK)
	}
	var last struct {
		Type, Module string
		Problem      json.RawMessage
		Problems     json.RawMessage
	}
	for lines := json.NewDecoder(resp.Body); ; {
		if err := lines.Decode(&last); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	if last.Type != "built" {
		return fmt.Errorf("ended as %s: %s%s", last.Type, last.Problem, last.Problems)
	}
	return l.fetch(ctx, last.Module)
}

// ask sends a request as the browser does.
func (l *learner) ask(ctx context.Context, method, path, kind, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+l.host.site+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if method == http.MethodGet && isPacked(path) {
		req.Header.Set("Accept-Encoding", "gzip, br")
	}
	if method != http.MethodGet {
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Origin", "http://"+l.host.site)
	}
	return l.browser.Do(req)
}

// isPacked reports whether a browser gets the file compressed. What is read here is not.
func isPacked(path string) bool {
	return strings.HasPrefix(path, "/static/") || strings.HasSuffix(path, ".wasm")
}

// fetch takes what is at a path, whole.
func (l *learner) fetch(ctx context.Context, path string) error {
	resp, err := l.ask(ctx, http.MethodGet, path, "", "")
	if err != nil {
		return err
	}
	return expectStatus(resp, http.StatusOK)
}

var pagePart = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

// openPage fetches a page, and those of its parts that the browser does not have.
func (l *learner) openPage(ctx context.Context, path string) error {
	resp, err := l.ask(ctx, http.MethodGet, path, "", "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return &statusError{resp.Status, string(text[:min(len(text), 200)])}
	}
	var parts []string
	for _, found := range pagePart.FindAllSubmatch(text, -1) {
		if part := string(found[1]); !l.cached[part] {
			l.cached[part] = true
			parts = append(parts, part)
		}
	}
	return inParallel(ctx, len(parts), 6, func(i int) error { return l.fetch(ctx, parts[i]) })
}

// expectStatus takes the whole body, and returns an error for another status.
func expectStatus(resp *http.Response, status int) error {
	defer resp.Body.Close()
	if resp.StatusCode != status {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
		return &statusError{resp.Status, strings.TrimSpace(string(text))}
	}
	_, err := io.Copy(io.Discard, resp.Body)
	return err
}

// sleepUntil waits for a time. It returns false if the context ends first.
func sleepUntil(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

var errNoReply = errors.New("no reply")
