package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// resumeClass starts the class of a folder again, with the browser that has its link.
func resumeClass(t *testing.T, dir string) (*classroom, *session) {
	t.Helper()
	cmd := program("class", "--listen", "127.0.0.1:0", "--data-dir", dir, "--resume", "--renew-link")
	c := &classroom{playground: boot(t, cmd)}
	c.code = c.await(c.stdout, regexp.MustCompile(`/join/([a-z-]+)`))[1]
	c.instructor = c.await(c.stdout, regexp.MustCompile(`/instruct/(\w+)\n`))[1]
	return c, c.instruct()
}

// exported returns the names of the class's members, as a set.
func exported(t *testing.T, instructor *session) map[string]bool {
	t.Helper()
	var file struct{ Members []struct{ Name string } }
	a := instructor.do("GET", "/api/class/export.json", "")
	if err := json.Unmarshal(a.body, &file); err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, m := range file.Members {
		names[m.Name] = true
	}
	return names
}

// TestClassKilled: of what was acknowledged before a kill -9, nothing is lost; of a class
// that is then deleted, nothing is left.
func TestClassKilled(t *testing.T) {
	dir := t.TempDir()
	c := holdClass(t, dir)
	var mu sync.Mutex
	var joined []string
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("Ada %d-%d", w, i)
				if !c.tryJoin(name) {
					return // the host is dead
				}
				mu.Lock()
				joined = append(joined, name)
				if len(joined) == 60 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(testTimeout):
		t.Fatal("too few have joined")
	}
	_ = c.cmd.Process.Signal(syscall.SIGKILL)
	_ = c.wait()
	wg.Wait()

	again, instructor := resumeClass(t, dir)
	if again.code != c.code {
		t.Errorf("the code is %s, and was %s", again.code, c.code)
	}
	names := exported(t, instructor)
	for _, name := range joined {
		if !names[name] {
			t.Errorf("%s has joined, and is lost", name)
		}
	}
	if len(names) > len(joined)+4 {
		t.Errorf("%d members of %d who have joined", len(names), len(joined))
	}
	if !isInFiles(t, dir, joined[0]) {
		t.Error("no file has a member's name: the next check sees nothing")
	}
	instructor.expectDo(http.StatusNoContent, "DELETE", "/api/class", "")
	if isInFiles(t, dir, "Ada") {
		t.Error("a deleted class has left names in the folder")
	}
}

// isInFiles reports whether a file of a folder has the text.
func isInFiles(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(dir, name))
		found = found || strings.Contains(string(raw), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// tryJoin reports whether the host has acknowledged a new member.
func (c *classroom) tryJoin(name string) bool {
	s := c.session()
	s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := strings.NewReader("code=" + c.code + "&name=" + strings.ReplaceAll(name, " ", "+"))
	answer, err := s.http.Post(c.base.JoinPath("join").String(), "application/x-www-form-urlencoded", form)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusSeeOther
}

// TestClassTornFile: with any file of the folder cut in half, the class starts, or says
// that it cannot and which folder is at fault.
func TestClassTornFile(t *testing.T) {
	dir := t.TempDir()
	c := holdClass(t, dir)
	for i := range 5 {
		if !c.tryJoin(fmt.Sprintf("Ada %d", i)) {
			t.Fatal("join")
		}
	}
	_ = c.cmd.Process.Signal(syscall.SIGKILL)
	_ = c.wait()
	var files []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if info, _ := d.Info(); err == nil && d.Type().IsRegular() && info.Size() > 0 {
			name, _ = filepath.Rel(dir, name)
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) < 3 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			torn := t.TempDir()
			if err := os.CopyFS(torn, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(torn, file)
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(name, info.Size()/2); err != nil {
				t.Fatal(err)
			}
			cmd := program("class", "--listen", "127.0.0.1:0", "--data-dir", torn, "--resume", "--renew-link")
			var out syncBuffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				_ = cmd.Wait()
				close(ended)
			}()
			for {
				text, changed := out.next()
				if strings.Contains(text, "/instruct/") {
					break
				}
				select {
				case <-changed:
					continue
				case <-ended:
				case <-time.After(testTimeout):
					t.Error("it neither starts nor ends")
				}
				break
			}
			_ = cmd.Process.Signal(syscall.SIGTERM)
			<-ended
			text := out.String()
			if strings.Contains(text, "panic") || !strings.Contains(text, "/instruct/") && !strings.Contains(text, torn) {
				t.Errorf("with half of %s it ends with\n%s", file, text)
			}
		})
	}
}

// TestClassDiskFull: on a full disk a learner learns that nothing was stored, lessons and
// labs go on, and with room again all that was acknowledged is there.
func TestClassDiskFull(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=32m", "none", dir).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	data := filepath.Join(dir, "class")
	c := holdClass(t, data)
	if !c.tryJoin("Ada") {
		t.Fatal("join")
	}
	filler, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for chunk := make([]byte, 4096); err == nil; {
		_, err = filler.Write(chunk)
	}
	filler.Close()
	joined := []string{"Ada"}
	refused := false
	for i := 0; i < 200 && !refused; i++ {
		name := fmt.Sprintf("Grace %d", i)
		_, a := c.join(name, c.code)
		switch refused = a.status == http.StatusServiceUnavailable; {
		case refused && !strings.Contains(string(a.body), "could not be stored"):
			t.Errorf("the learner is told: %s", a.body)
		case a.status == http.StatusSeeOther:
			joined = append(joined, name)
		}
	}
	if !refused {
		t.Fatal("the disk is full, and all can join")
	}
	s := c.session()
	if a := s.do("GET", "/lessons/echo", ""); a.status != http.StatusOK {
		t.Errorf("a lesson: %d", a.status)
	}
	s.start("echo")
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	_ = c.wait()
	if err := os.Remove(filler.Name()); err != nil {
		t.Fatal(err)
	}
	_, instructor := resumeClass(t, data)
	names := exported(t, instructor)
	for _, name := range joined {
		if !names[name] {
			t.Errorf("%s has joined, and is lost", name)
		}
	}
}
