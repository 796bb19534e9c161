package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// playground is the program under test, with one lab in it.
type playground struct {
	proc  *process
	site  string // host:port of the pages
	lab   string // host:port of the example server
	shake *handshake
}

// startPlayground starts the built program and makes a lab through its API, as
// a page would.
func startPlayground(ctx context.Context, bin, dir, lesson string) (*playground, error) {
	p, err := servePlayground(bin, dir, "--clients-per-lab", "6000", "--lab-idle", "1h")
	if err != nil {
		return nil, err
	}
	if err := p.makeLab(ctx, lesson); err != nil {
		p.proc.stop()
		return nil, err
	}
	return p, nil
}

// servePlayground starts the built program with these flags.
func servePlayground(bin, dir string, flags ...string) (*playground, error) {
	// --shared gives the lab a free port instead of the lesson's own.
	p, _, err := startProgram(bin, dir, append([]string{"serve", "--listen", "127.0.0.1:0", "--shared"}, flags...)...)
	return p, err
}

// startProgram starts the built program, and returns what it prints behind its address.
func startProgram(bin, dir string, args ...string) (*playground, *bufio.Reader, error) {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return nil, nil, err
	}
	logs, err := os.CreateTemp(dir, "playground-*.log")
	if err != nil {
		return nil, nil, err
	}
	defer logs.Close()
	cmd := exec.Command(bin, args...)
	cmd.Stderr = logs
	out, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	cmd.Stdout = w
	proc, err := startCommand(cmd)
	w.Close()
	if err != nil {
		out.Close()
		return nil, nil, err
	}
	p := &playground{proc: proc}
	_ = out.SetReadDeadline(time.Now().Add(startTime))
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err == nil {
		p.site, err = siteAddress(line)
	}
	if err != nil {
		out.Close()
		proc.stop()
		return nil, nil, fmt.Errorf("%s %s: %w", bin, args[0], err)
	}
	go func() {
		<-proc.ended
		out.Close()
	}()
	return p, lines, nil
}

// siteAddress finds host:port in the line that serve prints.
func siteAddress(line string) (string, error) {
	_, rest, ok := strings.Cut(line, "http://")
	host, _, _ := strings.Cut(strings.TrimSpace(rest), "/")
	if !ok || host == "" {
		return "", fmt.Errorf("no address in %q", line)
	}
	return host, nil
}

func (p *playground) makeLab(ctx context.Context, lesson string) (err error) {
	p.lab, p.shake, err = makeLab(ctx, p.site, lesson, "")
	return err
}

// makeLab makes a lab through the API and returns its address and the handshake
// of its clients. Without a cookie it makes a new session, too.
func makeLab(ctx context.Context, site, lesson, cookie string) (address string, shake *handshake, err error) {
	body := strings.NewReader(fmt.Sprintf(`{"lesson":%q}`, lesson))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+site+"/api/labs", body)
	if err != nil {
		return "", nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return "", nil, fmt.Errorf("make a lab: %s: %s", resp.Status, text)
	}
	var lab struct{ ID, Address string }
	if err := json.NewDecoder(resp.Body).Decode(&lab); err != nil {
		return "", nil, err
	}
	for _, c := range resp.Cookies() {
		if c.Name == "socketschool_session" {
			cookie = c.Name + "=" + c.Value
		}
	}
	if cookie == "" || lab.Address == "" {
		return "", nil, errors.New("make a lab: no session cookie or no address")
	}
	return lab.Address, &handshake{
		path:     "/api/labs/" + lab.ID + "/clients",
		protocol: "socketschool.bridge.v1",
		cookie:   cookie,
	}, nil
}
