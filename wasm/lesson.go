//go:build js && !faults

package main

import (
	"fmt"

	"socketschool/lab"
	"socketschool/server"
)

// find is the example server of a lesson, and its port.
func find(lesson string) (lab.Program, int, error) {
	e, ok := server.Find(lesson)
	if !ok {
		return lab.Program{}, 0, fmt.Errorf("there is no lesson %q, or this program was built without TLS, and it needs that", lesson)
	}
	sources, err := e.Sources()
	if err != nil {
		return lab.Program{}, 0, err
	}
	return lab.Program{Lesson: e.Slug, TLS: e.TLS, Serve: e.Serve, Sources: sources}, e.Port, nil
}
