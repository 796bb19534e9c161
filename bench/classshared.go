package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// share has the instructor start a server for the whole class, to which every learner's
// page connects, and one of them speaks.
func (c *classRun) share(ctx context.Context, learners []*learner) {
	ctx, cancel := context.WithTimeout(ctx, 2*stuck)
	defer cancel()
	if err := c.shareOnce(ctx, learners); err != nil {
		c.rec.fail("class's server", err)
	}
}

func (c *classRun) shareOnce(ctx context.Context, learners []*learner) error {
	id, err := c.view.startServer(ctx, c.host.site)
	if err != nil {
		return err
	}
	links := make([]*client, len(learners))
	defer closeOpen(links)
	err = inParallel(ctx, len(links), openers, func(i int) (err error) {
		shake := &handshake{"/api/member/servers/" + id + "/clients", "socketschool.bridge.v1", learners[i].cookie()}
		links[i], err = dial(ctx, c.host.site, shake, smallBuffer)
		return err
	})
	if err != nil {
		return err
	}
	took, err := saySome(ctx, links)
	for _, µs := range took {
		c.rec.add(sharedTime, time.Duration(µs*1e3))
	}
	return err
}

// startServer starts the class's server as the instructor's page does, and returns its id.
func (v *classView) startServer(ctx context.Context, site string) (id string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+site+"/api/class/server", strings.NewReader(`{"lesson":"broadcast"}`))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", "http://"+site)
	resp, err := v.browser.Do(req)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusCreated {
		return "", expectStatus(resp, http.StatusCreated)
	}
	defer resp.Body.Close()
	var made struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&made); err != nil {
		return "", fmt.Errorf("start: %w", err)
	}
	return made.ID, nil
}
