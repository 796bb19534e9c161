package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"socketschool/exercise"
	"socketschool/progressfile"
)

type exercisesCmd struct {
	Progress bool `env:"-" help:"Print only the path of the file with your progress, which the page can import."`
}

// Help is shown by exercises --help.
func (exercisesCmd) Help() string {
	return `Each line has the name for socketschool start, the difficulty from 1 to 3, about
how long it takes, and what you have done of it.

    socketschool exercises
    socketschool start echo/shout`
}

func (c exercisesCmd) Run(e env) error {
	path, err := progressfile.Path()
	if err != nil {
		return err
	}
	if c.Progress {
		_, err := fmt.Fprintln(e.stdout, path)
		return err
	}
	all, err := allExercises()
	if err != nil {
		return err
	}
	done, err := progressfile.Read(path)
	if err != nil {
		e.log.Warn("your progress cannot be shown", "error", err)
		done = new(progressfile.Progress)
	}
	lesson, widest := "", 0
	for _, x := range all {
		widest = max(widest, len(x.FullName()))
	}
	for _, x := range all {
		if x.Lesson.Slug != lesson {
			if lesson != "" {
				fmt.Fprintln(e.stdout)
			}
			lesson = x.Lesson.Slug
			fmt.Fprintf(e.stdout, "Lesson %d: %s\n", x.Lesson.Number, x.Lesson.Title)
		}
		fmt.Fprintf(e.stdout, "  %-*s  %s  %3d min  %s%s\n", widest, x.FullName(),
			strings.Repeat("*", x.Difficulty)+strings.Repeat(" ", 3-x.Difficulty), x.Minutes, x.Title, stateOf(done.Of(x.FullName())))
	}
	return nil
}

func stateOf(x progressfile.Exercise) string {
	switch {
	case !x.Solved.IsZero():
		return " (done " + x.Solved.Format("2006-01-02") + ")"
	case !x.Started.IsZero():
		return " (started)"
	}
	return ""
}

func allExercises() ([]exercise.Exercise, error) {
	course, err := loadLessons()
	if err != nil {
		return nil, err
	}
	return exercise.All(course), nil
}

type startCmd struct {
	Name string `arg:"" help:"Which exercise: shout or echo/shout; socketschool exercises lists them."`
	Dir  string `arg:"" optional:"" help:"Folder to write, new or empty (the default is the exercise's name)."`
	From string `env:"-" placeholder:"DIR" help:"Start from my answer to the exercise before, in this folder."`
}

// Help is shown by start --help.
func (startCmd) Help() string {
	return `It writes a Go module with the task in README.md, the file that you change,
server.go, and all that the checks need. Nothing is fetched from the network.

    socketschool start echo/shout
    cd shout
    socketschool check

Some exercises go on where another one ends, and begin with its solution, or with
your own answer to it:

    socketschool start chat/presence --from names`
}

func (c startCmd) Run(e env) error {
	all, err := allExercises()
	if err != nil {
		return err
	}
	x, err := exercise.Find(all, c.Name)
	if err != nil {
		return err
	}
	if c.From != "" {
		if x.Starter, err = exercise.ReadAnswer(x, c.From); err != nil {
			return err
		}
	}
	dir := c.Dir
	if dir == "" {
		dir = x.Name
	}
	if err := exercise.Write(x, dir); err != nil {
		return err
	}
	remember(e, dir, x.FullName(), func(p *progressfile.Exercise) {
		if p.Started.IsZero() {
			p.Started = progressfile.Now()
		}
	})
	_, err = fmt.Fprintf(e.stdout, "Wrote %s in %s: about %d minutes.\n\n    cd %s\n    socketschool check\n\nRead README.md, and change server.go.\n",
		x.FullName(), dir, x.Minutes, shellQuote(filepath.Clean(dir)))
	if err == nil && x.After != "" && c.From == "" {
		_, err = fmt.Fprintf(e.stdout, "It begins with the solution of %s. With --from DIR it begins with your own.\n", x.After)
	}
	return err
}

// nextExercise returns the first exercise that is not solved, or "" if all are, or it
// cannot be said.
func nextExercise() string {
	all, err := allExercises()
	if err != nil {
		return ""
	}
	path, err := progressfile.Path()
	if err != nil {
		return ""
	}
	done, err := progressfile.Read(path)
	if err != nil {
		return ""
	}
	for _, x := range all {
		if done.Of(x.FullName()).Solved.IsZero() {
			return x.FullName()
		}
	}
	return ""
}

// remember changes the learner's progress, and the copy of it in the exercise's folder,
// which goes along to another computer. A file that is damaged or cannot be written
// costs a warning alone.
func remember(e env, dir, name string, change func(*progressfile.Exercise)) {
	path, err := progressfile.Path()
	if err != nil {
		e.log.Warn("your progress is not kept", "error", err)
	}
	for _, path := range []string{path, exercise.ProgressPath(dir)} {
		if path == "" {
			continue
		}
		err := progressfile.Update(path, name, change)
		if damaged, ok := errors.AsType[*progressfile.DamagedError](err); ok && damaged.Kept != "" {
			e.log.Warn("a file with your progress was damaged, and begins again", "file", path, "kept", damaged.Kept)
		} else if err != nil {
			e.log.Warn("your progress is not kept", "error", err)
		}
	}
}
