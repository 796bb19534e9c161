package lessons

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var certificateCommands = regexp.MustCompile("(?s)```sh title=\"In a terminal\"\n(new\\(\\).*?)```")

// TestCertificateFiles makes certificates by the commands of the lesson safe, serves its
// program with them as a learner does, and asks it with the client of the lesson.
func TestCertificateFiles(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("09-safe", "lesson.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := certificateCommands.FindSubmatch(text)
	if commands == nil {
		t.Fatal("the lesson has no commands that make certificates")
	}
	files := t.TempDir()
	sh := exec.CommandContext(t.Context(), "sh", "-ec", string(commands[1])+"\nnew mallory -subj /CN=alice")
	sh.Dir = files
	if out, err := sh.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	client := filepath.Join(t.TempDir(), "client")
	goCommand(t, filepath.Join("09-safe", "client"), "build", "-o", client, ".") // as go run does
	program, _ := catalogue("safe")
	dir := writeComplete(t, program)
	goCommand(t, dir, "build", "-o", "served", ".")
	server := filepath.Join(dir, "served")
	file := func(name string) string { return filepath.Join(files, name+".pem") }
	shows := func(name string) []string { return []string{"-cert", file(name), "-key", file(name + "-key")} }
	trusts := []string{"-authority", file("authority")}

	for _, tt := range []struct {
		name           string
		server, client []string
		want           string // a part of what the client prints
	}{
		{"all as it should be", append(shows("server"), "-client-ca", file("authority")), append(shows("alice"), trusts...),
			"You are alice.\nThe safe is open.\n"},
		{"the client trusts the system's authorities", append(shows("server"), "-client-ca", file("authority")), shows("alice"),
			"certificate signed by unknown authority"},
		{"the server made its own certificate", []string{"-client-ca", file("authority")}, append(shows("alice"), trusts...),
			"certificate signed by unknown authority"},
		{"the server has another name", append(shows("alice"), "-client-ca", file("authority")), append(shows("alice"), trusts...),
			"not valid for any names, but wanted to match localhost"},
		{"the client shows none", append(shows("server"), "-client-ca", file("authority")), trusts,
			"certificate required"},
		{"another authority signed the client's", append(shows("server"), "-client-ca", file("authority")), append(shows("mallory"), trusts...),
			"certificate required"},
		{"the server believes the school's authority", shows("server"), append(shows("alice"), trusts...),
			"certificate required"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address, interrupt := serve(t, server, tt.server...)
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				t.Fatal(err)
			}
			ask := exec.CommandContext(t.Context(), client, append(tt.client, "-to", "localhost:"+port)...)
			ask.Stdin = strings.NewReader("who\nopen sesame-4048\n")
			if out, _ := ask.CombinedOutput(); !strings.Contains(string(out), tt.want) {
				t.Errorf("the client prints %q, want %q", out, tt.want)
			}
			interrupt()
		})
	}
}
