// Package progressfile keeps what a learner has done in the terminal, in a file of the form
// that the page imports and exports.
package progressfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"socketschool/filelock"
)

// format and version are the file's first fields.
const (
	format  = "progress"
	version = 1
)

// Progress is the content of the file.
type Progress struct {
	Format    string                         `json:"socketschool"`
	Version   int                            `json:"version"`
	TryIts    json.RawMessage                `json:"tryIts"`    // the page's; kept as it is
	Exercises map[string]map[string]Exercise `json:"exercises"` // by lesson and name

	path string
}

// Exercise is what has been done of an exercise. Times are in UTC, zero where not.
type Exercise struct {
	Started  time.Time `json:"started,omitzero"`
	Solved   time.Time `json:"solved,omitzero"`
	Failures int       `json:"failures,omitzero"` // runs of the checks that failed before it was solved
}

// Path returns where the file is: in the folder that the system has for settings.
func Path() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for the progress: %w", err)
	}
	return filepath.Join(dir, "socketschool", "progress.json"), nil
}

// DamagedError is a file whose content is no progress, as after a full disk.
type DamagedError struct {
	Path string
	Kept string // where Update has moved the file; "" where nothing has
	err  error
}

func (e *DamagedError) Error() string {
	if e.Kept == "" {
		return fmt.Sprintf("%s is damaged: %v", e.Path, e.err)
	}
	return fmt.Sprintf("%s was damaged (%v): it is kept as %s, and a new file begins", e.Path, e.err, e.Kept)
}

func (e *DamagedError) Unwrap() error { return e.err }

// Read reads the file. One that is not there is empty progress; a *DamagedError says
// that it cannot be read as JSON.
func Read(path string) (*Progress, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return empty(path), nil
	}
	if err != nil {
		return nil, err
	}
	var head struct {
		Format  string `json:"socketschool"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, &DamagedError{Path: path, err: err}
	}
	if head.Format != format || head.Version != version {
		return nil, fmt.Errorf("%s is not progress of version %d: another Socket School has written it", path, version)
	}
	p := empty(path)
	if err := json.Unmarshal(text, p); err != nil {
		return nil, &DamagedError{Path: path, err: err}
	}
	if p.Exercises == nil { // null
		p.Exercises = make(map[string]map[string]Exercise)
	}
	return p, nil
}

func empty(path string) *Progress {
	return &Progress{
		Format: format, Version: version,
		TryIts:    json.RawMessage("{}"),
		Exercises: make(map[string]map[string]Exercise),
		path:      path,
	}
}

// Of returns what has been done of an exercise, by its full name: "echo/shout".
func (p *Progress) Of(name string) Exercise {
	lesson, short, _ := strings.Cut(name, "/")
	return p.Exercises[lesson][short]
}

// Update reads the file, changes what it has of one exercise, and replaces it. Other
// processes that update it wait meanwhile, by a lock on a file beside it.
//
// A damaged file is renamed, and a new one written: the error is then a *DamagedError
// with Kept, and the change is in the new file.
func Update(path, name string, change func(*Exercise)) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	held, err := filelock.Wait(path + ".lock")
	if err == nil {
		defer held.Close()
	} else if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	p, err := Read(path)
	damaged, ok := errors.AsType[*DamagedError](err)
	if ok {
		p = empty(path)
		damaged.Kept, err = setAside(path)
	}
	if err != nil {
		return err
	}
	e := p.Of(name)
	change(&e)
	lesson, short, _ := strings.Cut(name, "/")
	if p.Exercises[lesson] == nil {
		p.Exercises[lesson] = make(map[string]Exercise)
	}
	p.Exercises[lesson][short] = e
	if err := p.write(); err != nil {
		return err
	}
	if damaged != nil {
		return damaged
	}
	return nil
}

// setAside renames a damaged file to a name that no file has, and returns that.
func setAside(path string) (kept string, err error) {
	for i := 1; ; i++ {
		kept = fmt.Sprintf("%s.damaged-%d", path, i)
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			return kept, os.Rename(path, kept)
		} else if err != nil {
			return "", err
		}
	}
}

func (p *Progress) write() error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(p.path), "progress-*.json")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // fails after the rename
	_, err = temp.Write(append(text, '\n'))
	// Without Sync a loss of power can leave the new name with none of its content.
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), p.path)
}

// Now is the time for a field, in whole seconds.
func Now() time.Time { return time.Now().UTC().Truncate(time.Second) }
