package exercise_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"socketschool/exercise"
	"socketschool/lessons"
	"socketschool/server"
)

// TestWrite: every exercise makes a whole module. The first one of each lesson is
// compiled, without any network. A repository may be in the folder, and nothing else.
func TestWrite(t *testing.T) {
	course, err := lessons.Load(func(slug string) (lessons.Program, bool) {
		p, ok := server.Find(slug)
		return lessons.Program{Slug: p.Slug, Port: p.Port, TLS: p.TLS, Sources: p.Sources}, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	compiled := map[string]bool{}
	for _, e := range exercise.All(course) {
		dir := filepath.Join(t.TempDir(), e.Name)
		if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := exercise.Write(e, dir); err != nil {
			t.Errorf("%s: %v", e.FullName(), err)
			continue
		}
		if name, err := exercise.NameOf(dir); name != e.FullName() {
			t.Errorf("NameOf the folder of %s is %q, %v", e.FullName(), name, err)
		}
		if err := exercise.Write(e, dir); err == nil || !strings.Contains(err.Error(), "it has ") {
			t.Errorf("%s: written twice: %v", e.FullName(), err)
		}
		if compiled[e.Lesson.Slug] {
			continue
		}
		compiled[e.Lesson.Slug] = true
		cmd := exec.Command("go", "vet", "./...", "socketschool/run")
		cmd.Dir = dir
		// As Build has it, whose packages are compiled once for all modules.
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath", "GOPROXY=off", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: go vet: %v\n%s", e.FullName(), err, out)
		}
	}
}
