package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"socketschool/web/address"
)

// healthTime bounds a health check.
const healthTime = 3 * time.Second

type healthCmd struct {
	URL     string `arg:"" optional:"" help:"Address of the playground, such as http://127.0.0.1:8080/ (the default follows --listen)."`
	Listen  string `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address that the playground listens on, as given to serve (${default})."`
	TLSCert string `name:"tls-cert" placeholder:"FILE" help:"As given to serve: the check then speaks HTTPS. The file is not read."`
}

// Help is shown by health --help.
func (healthCmd) Help() string {
	return `Asks /healthz and prints one line. The exit code is 0 if the playground can start
another lab, and 1 otherwise. For the health check of a container, which has no
shell and no curl.`
}

// Run fetches /healthz.
func (c healthCmd) Run(e env) error {
	target, err := c.target()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(e.ctx, healthTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		// A certificate does not name loopback, and no network lies between.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: address.IsLoopback(target.Hostname())},
	}}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("unhealthy: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return fmt.Errorf("unhealthy: %s answers %s: %s", target, resp.Status, strings.Join(strings.Fields(string(text)), " "))
	}
	_, err = fmt.Fprintf(e.stdout, "healthy: %s\n", target)
	return err
}

// target returns the URL to ask: below the path of the argument, or on the
// address that the playground listens on. A wildcard is asked by loopback.
func (c healthCmd) target() (*url.URL, error) {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("%q is no address of a playground: it is something like http://127.0.0.1:8080/", c.URL)
		}
		if strings.HasSuffix(u.Path, "/healthz") {
			return u, nil
		}
		return u.JoinPath("healthz"), nil
	}
	host, port, err := net.SplitHostPort(cmp.Or(c.Listen, defaultListen))
	if err != nil {
		return nil, fmt.Errorf("--listen %q has no port", c.Listen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip != nil && ip.To4() == nil {
			host = "::1"
		}
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	return &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port), Path: "/healthz"}, nil
}
