package compile

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Toolchain is the Go toolchain of this host.
type Toolchain struct {
	goCommand string
	tools     string // folder of compile and link
	id        string // differs between toolchains
	env       []string
	shell     string // for the limits; empty without a POSIX shell
	user      *user  // that runs compiler and linker; nil is the host's own
}

// answerTimeout bounds a question to the toolchain, such as for its version.
var answerTimeout = 20 * time.Second

// FindToolchain finds the go command. It must have the version that built this
// program: the page starts modules with a script of that version. The error says
// what to do.
func FindToolchain(ctx context.Context) (*Toolchain, error) {
	want := runtime.Version()
	command, err := exec.LookPath("go")
	if err != nil {
		return nil, fmt.Errorf("there is no go command on this host: install %s from https://go.dev/dl/ so that learners can run code of their own", want)
	}
	t := &Toolchain{goCommand: command, env: environment()}
	out, err := t.output(ctx, command, "env", "GOVERSION", "GOTOOLDIR")
	if err != nil {
		return nil, fmt.Errorf("%s env: %w", command, err)
	}
	got, tools, _ := strings.Cut(strings.TrimSpace(out), "\n")
	if got != want {
		return nil, fmt.Errorf("%s is %s, and this program was built with %s: install that version so that learners can run code of their own", command, got, want)
	}
	t.tools = strings.TrimSpace(tools)
	if t.id, err = t.output(ctx, t.tool("compile"), "-V=full"); err != nil {
		return nil, fmt.Errorf("%s has no compiler: %w", command, err)
	}
	if shell, err := exec.LookPath("sh"); err == nil && runtime.GOOS != "windows" {
		t.shell = shell
	}
	return t, nil
}

// String describes the toolchain for the log.
func (t *Toolchain) String() string { return strings.TrimSpace(t.id) + " in " + t.tools }

// withCaches returns a toolchain whose go command has its caches below folder, where it
// can write to none of its own: its user may have no home folder.
func (t *Toolchain) withCaches(folder string) *Toolchain {
	own := *t
	own.env = append(slices.Clone(t.env), "GOPATH="+filepath.Join(folder, "go"))
	if !canWrite(goCache()) {
		own.env = append(own.env, "GOCACHE="+filepath.Join(folder, "go-build"))
	}
	return &own
}

// goCache returns the folder of the go command's build cache, or "" if it has none.
func goCache() string {
	if dir := os.Getenv("GOCACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "go-build")
}

// canWrite reports whether files can be made in the folder, which it makes if needed.
func canWrite(folder string) bool {
	if folder == "" || os.MkdirAll(folder, 0o755) != nil {
		return false
	}
	file, err := os.CreateTemp(folder, "write-*.tmp")
	if err != nil {
		return false
	}
	return errors.Join(file.Close(), os.Remove(file.Name())) == nil
}

// separated returns a toolchain whose compiler and linker run as an unprivileged user,
// where this process is root and that user can read what they need: the tools, and
// folder. Otherwise it returns t, and logs a warning if this process is root.
func (t *Toolchain) separated(log *slog.Logger, folder string) *Toolchain {
	if !isRoot() {
		return t
	}
	user, err := findNobody()
	for _, needed := range []string{folder, t.tools, os.TempDir()} {
		if err == nil {
			err = reachable(needed)
		}
	}
	if err != nil {
		log.Warn("learners' code is compiled as root: start the host as another user, or make its folders readable", "reason", err)
		return t
	}
	separate := *t
	separate.user = user
	return &separate
}

func (t *Toolchain) tool(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(t.tools, name)
}

func (t *Toolchain) output(ctx context.Context, command string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, answerTimeout, fmt.Errorf("no answer within %v", answerTimeout))
	defer cancel()
	cmd := exec.CommandContext(ctx, command, args...)
	cmd.Env = t.env
	cmd.Dir = os.TempDir()
	cmd.WaitDelay = killDelay
	isolate(cmd, nil)
	out, err := cmd.Output()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return string(out), err
}

// environment returns what the go command gets: where to keep its cache, and
// settings that leave out cgo, modules, other toolchains and the network.
func environment() []string {
	env := []string{
		"GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GO111MODULE=on",
		"GOENV=off", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local", "GOTELEMETRY=off",
		"GOPROXY=off", "GOSUMDB=off", "GOVCS=*:off", "GOAUTH=off",
	}
	for _, name := range []string{"PATH", "HOME", "XDG_CACHE_HOME", "GOCACHE", "TMPDIR",
		"USERPROFILE", "LOCALAPPDATA", "SystemRoot", "TEMP", "TMP"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// DefaultDir returns the folder where archives and modules are kept: below the user's
// cache folder, and for root in /var/cache, which other users can read.
func DefaultDir() (string, error) {
	if isRoot() && os.Getenv("XDG_CACHE_HOME") == "" {
		return "/var/cache/socketschool", nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for a cache, name one with --cache-dir: %w", err)
	}
	return filepath.Join(dir, "socketschool"), nil
}
