//go:build js && !faults

package main

import (
	"fmt"

	"socketschool/lab"
	"socketschool/server/versions"
)

// findProgram returns the program or naive version with the slug.
func findProgram(slug string) (lab.Program, error) {
	p, ok := versions.Find(slug)
	if !ok {
		return p, fmt.Errorf("there is no program %q, or this module was built without TLS, which it needs", slug)
	}
	return p, nil
}
