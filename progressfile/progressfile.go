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

// Read reads the file. One that is not there is empty progress.
func Read(path string) (*Progress, error) {
	p := &Progress{path: path}
	text, err := os.ReadFile(path)
	if err == nil {
		if err = json.Unmarshal(text, p); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if p.Format != format || p.Version != version {
			return nil, fmt.Errorf("%s is not progress of version %d: another Socket School has written it", path, version)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	p.Format, p.Version = format, version
	if len(p.TryIts) == 0 {
		p.TryIts = json.RawMessage("{}")
	}
	if p.Exercises == nil {
		p.Exercises = make(map[string]map[string]Exercise)
	}
	return p, nil
}

// Of returns what has been done of an exercise, by its full name: "echo/shout".
func (p *Progress) Of(name string) Exercise {
	lesson, short, _ := strings.Cut(name, "/")
	return p.Exercises[lesson][short]
}

// Update reads the file, changes what it has of one exercise, and replaces it.
func Update(path, name string, change func(*Exercise)) error {
	p, err := Read(path)
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
	return p.write()
}

func (p *Progress) write() error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Dir(p.path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, "progress-*.json")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // fails after the rename
	_, err = temp.Write(append(text, '\n'))
	if err := errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), p.path)
}

// Now is the time for a field, in whole seconds.
func Now() time.Time { return time.Now().UTC().Truncate(time.Second) }
