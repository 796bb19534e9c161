package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// instruction is one of a Dockerfile's: its name and the rest of its line.
type instruction struct{ name, rest string }

// stage is a part of a Dockerfile that begins with FROM.
type stage struct {
	name string // after AS; empty for the final one
	from string
	list []instruction
}

// dockerfile reads the stages of a Dockerfile.
func dockerfile(t *testing.T, name string) []stage {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var stages []stage
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		if name == "FROM" {
			from, as, _ := strings.Cut(rest, " AS ")
			stages = append(stages, stage{name: as, from: from})
			continue
		}
		last := &stages[len(stages)-1]
		last.list = append(last.list, instruction{name, strings.TrimSpace(rest)})
	}
	return stages
}

// find returns the rest of the only instruction of this name.
func (s stage) find(t *testing.T, name string) string {
	t.Helper()
	var found []string
	for _, i := range s.list {
		if i.name == name {
			found = append(found, i.rest)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d instructions %s in the stage from %s, want 1", len(found), name, s.from)
	}
	return found[0]
}

// command reads the arguments of an instruction, which are JSON: there is no
// shell in the image.
func command(t *testing.T, text string) []string {
	t.Helper()
	var args []string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return args
}

// mounts are the caches of a RUN.
var mounts = regexp.MustCompile(`--mount=\S+\s+`)

// TestDockerfile does what docker build does, as far as that goes without an
// engine: it runs the commands of the build's stage on the build's context,
// then the image's command, and the health check against it.
func TestDockerfile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	stages := dockerfile(t, "../Dockerfile")
	build, final := stages[len(stages)-2], stages[len(stages)-1]
	src := buildContext(t)

	// Assets are compressed quickly: as small as they get takes half a minute.
	environment := append(os.Environ(), "COMPRESS=")
	for _, i := range build.list {
		switch i.name {
		case "ENV":
			environment = append(environment, strings.Fields(i.rest)...)
		case "ARG":
			if name, value, _ := strings.Cut(i.rest, "="); name != "COMPRESS" {
				environment = append(environment, name+"="+value)
			}
		case "RUN":
			script := mounts.ReplaceAllString(i.rest, "")
			if strings.Contains(script, "/usr/local") {
				continue // installs packages
			}
			cmd := exec.Command("sh", "-c", script)
			cmd.Dir, cmd.Env = src, environment
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("RUN %s: %v\n%s", script, err, out)
			}
		}
	}

	from, to, _ := strings.Cut(strings.TrimPrefix(final.find(t, "COPY"), "--from=build "), " ")
	inside := func(args []string) *exec.Cmd {
		if args[0] != to {
			t.Fatalf("%q is not in the image", args[0])
		}
		return exec.Command(filepath.Join(src, strings.TrimPrefix(from, build.find(t, "WORKDIR")+"/")), args[1:]...)
	}
	port := strconv.Itoa(freePort(t))
	if exposed := final.find(t, "EXPOSE"); !strings.Contains(final.find(t, "ENV"), ":"+exposed+" ") {
		t.Errorf("EXPOSE %s is not the port in ENV %s", exposed, final.find(t, "ENV"))
	}
	variables := strings.Fields(strings.ReplaceAll(final.find(t, "ENV"), ":"+final.find(t, "EXPOSE"), ":"+port))

	server := inside(append(command(t, final.find(t, "ENTRYPOINT")), command(t, final.find(t, "CMD"))...))
	server.Env, server.Dir = variables, t.TempDir()
	_, check, _ := strings.Cut(final.find(t, "HEALTHCHECK"), "CMD ")
	health := func() (string, error) {
		cmd := inside(command(t, check))
		cmd.Env = variables
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := health(); err == nil {
		t.Errorf("healthy before it runs: %s", out)
	}
	p := boot(t, server)
	if p.base.Port() != port {
		t.Errorf("it serves at %s, not at port %s", p.base, port)
	}
	if out, err := health(); err != nil {
		t.Errorf("the health check fails: %v: %s", err, out)
	}
	if user := final.find(t, "USER"); strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("it runs as user %s", user)
	}
}

// buildContext clones HEAD and removes what .dockerignore names, so that a
// build which needs any of that fails here as well.
func buildContext(t *testing.T) string {
	t.Helper()
	src := filepath.Join(t.TempDir(), "src")
	if out, err := exec.Command("git", "clone", "--quiet", "--depth=1", "file://"+repository(t), src).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	ignored, err := os.ReadFile("../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(ignored)) {
		if strings.ContainsAny(name, "*!") {
			continue // built files, which a clone has not
		}
		if err := os.RemoveAll(filepath.Join(src, name)); err != nil {
			t.Fatal(err)
		}
	}
	return src
}

func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}
