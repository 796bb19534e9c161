package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"socketschool/check/report"
)

// patient is when a build has taken so long that the learner may wonder.
const patient = 3 * time.Second

// showBuilding writes that a build runs: on a terminal with the seconds so far, until
// done is called, which erases the line; elsewhere once.
func showBuilding(w io.Writer) (done func()) {
	columns, _ := terminalOf(w)
	if columns > 0 && os.Getenv("TERM") != "dumb" {
		return countSeconds(w, columns)
	}
	fmt.Fprintln(w, "Building …")
	return func() {}
}

// countSeconds is showBuilding for a terminal with so many columns.
func countSeconds(w io.Writer, columns int) (done func()) {
	began := time.Now()
	draw := func() {
		text, took := "Building …", time.Since(began)
		if took >= time.Second {
			text += fmt.Sprintf(" %.0f s", took.Seconds())
		}
		if took >= patient {
			text += " (the first time, Go also compiles its standard library)"
		}
		fmt.Fprint(w, clearLine+report.Clip(text, columns))
	}
	draw()
	stop := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				draw()
			case <-stop:
				return
			}
		}
	})
	return func() {
		close(stop)
		group.Wait()
		fmt.Fprint(w, clearLine)
	}
}
