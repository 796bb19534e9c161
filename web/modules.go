package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"socketschool/compile"
	"socketschool/compile/recipe"
	"socketschool/problem"
	"socketschool/static"
)

// maxBuildBody bounds the body of a build, in bytes: in JSON, a character of the
// source can take several.
const maxBuildBody = 4 * recipe.MaxSource

// buildRequest is a learner's version of a lesson's program.
type buildRequest struct {
	Lesson   string            `json:"lesson"`
	Exercise string            `json:"exercise"` // of the lesson, whose checks come into the module; may be empty
	Files    map[string]string `json:"files"`    // all of the package, text by base name
}

// buildLine is one line of the answer to a build: its progress, and last its result.
type buildLine struct {
	Type     string           `json:"type"`
	Place    int              `json:"place,omitzero"`    // of "queued"
	Done     *int             `json:"done,omitempty"`    // of "preparing"
	Total    int              `json:"total,omitzero"`    // of "preparing"
	Module   string           `json:"module,omitzero"`   // of "built": its address
	Problems recipe.Problems  `json:"problems,omitzero"` // of "failed"
	Problem  *problem.Problem `json:"problem,omitzero"`  // of "error"
}

func (s *Site) routeModules(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/modules", s.buildModule)
	mux.HandleFunc("GET /api/modules/{name}", s.module)
	mux.HandleFunc("/api/modules", allowOnly("POST"))
	mux.HandleFunc("/api/modules/{name}", allowOnly("GET, HEAD"))
}

// buildModule builds a learner's version and answers with lines of JSON as the build
// proceeds. The host does not run it.
func (s *Site) buildModule(w http.ResponseWriter, r *http.Request) {
	if s.cfg.Compiler == nil {
		problem.Write(w, http.StatusNotImplemented,
			"This host has no Go toolchain to build with. Its log says, at the start, which one to install.")
		return
	}
	ask, err := readBuild(http.MaxBytesReader(w, r.Body, maxBuildBody))
	if tooBig, ok := errors.AsType[*http.MaxBytesError](err); ok {
		problem.Write(w, http.StatusRequestEntityTooLarge,
			"The body may have at most "+strconv.FormatInt(tooBig.Limit, 10)+" bytes.")
		return
	}
	if err != nil {
		problem.Write(w, http.StatusBadRequest,
			`The body must be one JSON object in UTF-8 such as {"lesson":"echo","files":{"server.go":"package echo …"}}.`)
		return
	}
	program, ok := s.findProgram(w, ask.Lesson)
	if !ok {
		return
	}
	// The server's timeout is for the request alone: it would cancel a build that
	// waits for longer.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	checks, ok := s.checksOf(ask.Lesson, ask.Exercise)
	if !ok {
		problem.Write(w, http.StatusNotFound, "Lesson "+strconv.Quote(ask.Lesson)+" has no exercise "+strconv.Quote(ask.Exercise)+".")
		return
	}
	s.streamBuild(newLineWriter(w), r, recipe.Program{Slug: program.Slug, Port: program.Port, TLS: program.TLS, Checks: checks}, ask.Files)
}

func (s *Site) streamBuild(lines *lineWriter, r *http.Request, program recipe.Program, files map[string]string) {
	module, err := s.cfg.Compiler.Build(r.Context(), s.builder(r), program, files, func(p compile.Progress) {
		line := buildLine{Type: p.Step, Place: p.Place, Total: p.Total}
		if p.Total > 0 {
			line.Done = &p.Done
		}
		lines.write(line)
	})
	if problems, faulty := errors.AsType[recipe.Problems](err); faulty {
		lines.write(buildLine{Type: "failed", Problems: problems})
		return
	}
	if err != nil {
		lines.fail(s.buildError(r, err))
		return
	}
	lines.write(buildLine{Type: "built", Module: s.cfg.Public.Base + "api/modules/" + module + ".wasm"})
}

// checksOf returns the checks of an exercise, which are empty where none is named.
func (s *Site) checksOf(program, exercise string) (checkFile string, ok bool) {
	if exercise == "" {
		return "", true
	}
	for _, l := range s.cfg.Lessons {
		if l.Program == nil || l.Program.Slug != program {
			continue
		}
		for _, e := range l.Exercises {
			if e.Name == exercise {
				return e.CheckFile, true
			}
		}
	}
	return "", false
}

// readBuild reads the body of a build. It refuses text that is no Unicode, in which the
// decoder would replace characters.
func readBuild(body io.Reader) (ask buildRequest, err error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return ask, err
	}
	if !utf8.Valid(text) || loneSurrogate(text) {
		return ask, errors.New("not Unicode")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&ask); err != nil {
		return ask, err
	}
	if ask.Lesson == "" || len(ask.Files) == 0 {
		return ask, errors.New("no lesson or no files")
	}
	if _, err := dec.Token(); err != io.EOF {
		return ask, errors.New("more than one JSON value")
	}
	return ask, nil
}

// loneSurrogate reports whether JSON has an escape such as \ud83d without the other half
// of its character.
func loneSurrogate(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		i++ // what is escaped
		switch unit := escapedUnit(text[i-1:]); {
		case !utf16.IsSurrogate(unit):
		case utf16.DecodeRune(unit, escapedUnit(text[min(i+5, len(text)):])) == utf8.RuneError:
			return true
		default:
			i += 10
		}
	}
	return false
}

// escapedUnit returns the UTF-16 unit of an escape such as \u00e9 at the beginning of
// text, and 0 without one.
func escapedUnit(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0
	}
	unit, _ := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit)
}

// buildError returns the problem for an error of Compiler.Build that is not the
// code's fault.
func (s *Site) buildError(r *http.Request, err error) (p problem.Problem, retryAfter int) {
	switch {
	case errors.Is(err, compile.ErrReplaced):
		return problem.New(http.StatusConflict, "A newer build of yours has replaced this one."), 0
	case errors.Is(err, compile.ErrClosed):
		return problem.New(http.StatusServiceUnavailable, "The playground is ending."), 5
	case errors.Is(err, compile.ErrCrowded):
		return problem.New(http.StatusTooManyRequests,
			"Too many builds from your address wait. Try again in ten seconds, with the cookie of this answer: builds without one wait for each other."), 10
	case errors.Is(err, compile.ErrBusy):
		return problem.New(http.StatusServiceUnavailable, "This host builds for too many learners now. Try again in ten seconds."), 10
	case errors.Is(err, compile.ErrDiskFull):
		s.cfg.Log.ErrorContext(r.Context(), "build", "error", err)
		return problem.New(http.StatusInsufficientStorage, "The disk of this host is full, so that it cannot build. The person who runs it can make room, or name another folder with --cache-dir."), 0
	case errors.Is(err, compile.ErrReadOnly):
		s.cfg.Log.ErrorContext(r.Context(), "build", "error", err)
		return problem.New(http.StatusInsufficientStorage, "This host cannot write to the folder that it builds in. The person who runs it can make it writable, or name another with --cache-dir: the log says which."), 0
	case errors.Is(err, compile.ErrKilled):
		s.cfg.Log.ErrorContext(r.Context(), "build", "error", err)
		return problem.New(http.StatusServiceUnavailable, "Another program, or the system for want of memory, has ended the compiler. Run it again; if that does not help, tell the person who runs this host."), 5
	case r.Context().Err() == nil: // otherwise the client has gone
		s.cfg.Log.ErrorContext(r.Context(), "build", "error", err)
	}
	return problem.New(http.StatusInternalServerError, "The code could not be built on this host. Its log says why."), 0
}

// module answers with a built module. Its name is a hash of the source: a session that
// knows it may have the module.
func (s *Site) module(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("name"), ".wasm")
	if s.cfg.Compiler == nil || !ok {
		s.noModule(w)
		return
	}
	file, err := s.cfg.Compiler.Open(name)
	if err != nil {
		s.noModule(w)
		return
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", "application/wasm")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if static.Accepts(r, "gzip") {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.FormatInt(file.Size(), 10))
		_, _ = io.Copy(w, file)
		return
	}
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		s.cfg.Log.ErrorContext(r.Context(), "stored module", "error", err)
		s.noModule(w)
		return
	}
	_, _ = io.Copy(w, unpacked)
}

func (s *Site) noModule(w http.ResponseWriter) {
	for _, name := range []string{"Cache-Control", "Vary"} {
		w.Header().Del(name)
	}
	problem.Write(w, http.StatusNotFound, "There is no such module, or not any more: build it again.")
}

// lineWriter writes an answer of JSON lines. Each line goes out at once.
type lineWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool
}

func newLineWriter(w http.ResponseWriter) *lineWriter {
	return &lineWriter{w: w, control: http.NewResponseController(w)}
}

func (l *lineWriter) write(line buildLine) {
	if !l.begun {
		l.begun = true
		h := l.w.Header()
		h.Set("Content-Type", "application/x-ndjson")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no") // nginx would hold the lines back
		l.w.WriteHeader(http.StatusOK)
	}
	_ = json.NewEncoder(l.w).Encode(line)
	_ = l.control.Flush()
}

// fail ends the answer with a problem: as its status if no line has been written, and
// as a line after that.
func (l *lineWriter) fail(p problem.Problem, retryAfter int) {
	if l.begun {
		l.write(buildLine{Type: "error", Problem: &p})
		return
	}
	if retryAfter > 0 {
		l.w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	problem.Write(l.w, p.Status, p.Detail)
}
