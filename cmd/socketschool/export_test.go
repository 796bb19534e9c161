package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
)

func TestHowToTry(t *testing.T) {
	for _, tt := range []struct{ dir, base, want string }{
		{"/srv/site", "/", "--directory /srv/site 8000, then open http://localhost:8000/\n"},
		{"/srv/my site", "/", "--directory '/srv/my site' 8000"},
		{"/srv/tutorial", "/tutorial/", "--directory /srv 8000, then open http://localhost:8000/tutorial/\n"},
		{"/go/tcp", "/go/tcp/", "--directory / 8000, then open http://localhost:8000/go/tcp/\n"},
		{"/srv/site", "/go/tcp/", "a folder called go/tcp,"},
		{"/srv/mytutorial", "/tutorial/", "a folder called tutorial,"},
	} {
		var said strings.Builder
		printTryCommand(&said, tt.dir, tt.base)
		if !strings.Contains(said.String(), tt.want) {
			t.Errorf("%s at %s: %q lacks %q", tt.dir, tt.base, said.String(), tt.want)
		}
	}
}

func TestExitCode(t *testing.T) {
	for err, want := range map[error]int{
		errors.New("no space"):       1,
		interrupted{syscall.SIGINT}:  130,
		interrupted{syscall.SIGTERM}: 143,
	} {
		if got := fail(io.Discard, fmt.Errorf("export: %w", err)); got != want {
			t.Errorf("%v: exit code %d, want %d", err, got, want)
		}
	}
}
