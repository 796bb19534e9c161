package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"socketschool/bridge"
	"socketschool/lab/pool"
	"socketschool/web/address"
)

type serveCmd struct {
	Listen  string   `default:"${listen}" placeholder:"ADDRESS" help:"Address to serve the playground on (${default}). Port 0 picks a free one."`
	Host    []string `placeholder:"NAME" help:"Host name under which the playground is reached without a proxy, beside loopback and the address listened on. May be repeated."`
	Public  string   `name:"public-url" placeholder:"URL" help:"Address that learners open where a proxy stands in front, such as https://school.example/go/: scheme, host name and path."`
	TLSCert string   `name:"tls-cert" placeholder:"FILE" help:"Serve over TLS: certificate chain, PEM."`
	TLSKey  string   `name:"tls-key" placeholder:"FILE" help:"Serve over TLS: private key, PEM."`
	Shared  bool     `help:"For many learners on one host: every lab gets a port of its own choosing, not the lesson's."`

	LabsPerSession int           `default:"${labsPerSession}" placeholder:"N" help:"Most labs one learner may run (${default})."`
	Labs           int           `default:"${labs}" placeholder:"N" help:"Most labs on this host (${default})."`
	ClientsPerLab  int           `default:"${clientsPerLab}" placeholder:"N" help:"Most clients of one lab (${default})."`
	LabIdle        time.Duration `default:"${labIdle}" placeholder:"TIME" help:"End a lab whose page has gone for this long (${default}): enough for a reload."`
	CacheDir       string        `type:"path" placeholder:"FOLDER" help:"Folder for what learners' code is linked with, and for the built modules. By default below the user's cache folder."`
	NATSURL        string        `name:"nats-url" placeholder:"URL" help:"NATS server, or nodes of a cluster separated by commas, that keeps the classes. All hosts on it are one school."`
	NATSCreds      string        `name:"nats-creds" type:"path" placeholder:"FILE" help:"Credentials for --nats-url."`
	NATSCA         string        `name:"nats-ca" type:"path" placeholder:"FILE" help:"Certificates, PEM, that sign those of --nats-url. By default the system's."`
	Advertise      string        `placeholder:"URL" help:"Address at which the other hosts of --nats-url reach this one, such as http://10.0.0.2:8080: learners there use the class's servers that run here. By default the one listened on, with an address of this computer."`
	MetricsToken   string        `placeholder:"TOKEN" help:"Bearer token for /metrics. Without one they are for this machine alone, and not behind a proxy."`
}

// limitDefaults are the variables in the defaults above.
func limitDefaults() kong.Vars {
	return kong.Vars{
		"listen":         defaultListen,
		"labsPerSession": strconv.Itoa(pool.DefaultPerSession),
		"labs":           strconv.Itoa(pool.DefaultTotal),
		"clientsPerLab":  strconv.Itoa(bridge.DefaultClientsPerLab),
		"labIdle":        strings.TrimSuffix(pool.DefaultIdle.String(), "0s"), // 1m0s
	}
}

// Help is shown by serve --help.
func (serveCmd) Help() string {
	return `Prints the address when it is ready: open it in a browser. End it with Ctrl-C.

For a class: socketschool serve --shared --listen 0.0.0.0:8080 --host NAME,
where NAME is what the learners type in their browsers. With --nats-url it is one more host
of the classes that are stored there; socketschool class makes a class.`
}

// Validate rejects limits that would refuse every learner.
func (c serveCmd) Validate() error {
	for name, n := range map[string]int{"labs-per-session": c.LabsPerSession, "labs": c.Labs, "clients-per-lab": c.ClientsPerLab} {
		if n < 1 {
			return fmt.Errorf("--%s must be at least 1", name)
		}
	}
	if c.LabIdle < time.Second {
		return errors.New("--lab-idle must be at least 1s")
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	if c.NATSURL == "" && (c.NATSCreds != "" || c.NATSCA != "") {
		return errors.New("--nats-creds and --nats-ca go with --nats-url")
	}
	if err := c.validateAdvertise(); err != nil {
		return err
	}
	if _, port, err := net.SplitHostPort(c.address()); err != nil || port == "" {
		return fmt.Errorf("--listen %q has no port: it is something like 127.0.0.1:8080, or :8080 for every interface", c.Listen)
	}
	if _, err := c.names(); err != nil {
		return err
	}
	_, err := c.public()
	return err
}

func (c serveCmd) validateAdvertise() error {
	if c.Advertise == "" {
		return nil
	}
	if c.NATSURL == "" {
		return errors.New("--advertise goes with --nats-url")
	}
	u, err := url.Parse(c.Advertise)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("--advertise %q: it is something like http://10.0.0.2:8080", c.Advertise)
	}
	return nil
}

// defaultListen is also for a --listen that is empty, as compose files give it.
const defaultListen = "127.0.0.1:8080"

func (c serveCmd) address() string { return cmp.Or(c.Listen, defaultListen) }

// names returns the host names of --host, as a browser sends them. A port that
// stands behind a name means nothing here and is dropped.
func (c serveCmd) names() ([]string, error) {
	var names []string
	for _, text := range c.Host {
		text = strings.TrimSpace(text)
		if name, port, err := net.SplitHostPort(text); err == nil {
			if _, err := strconv.ParseUint(port, 10, 16); err == nil {
				text = name
			}
		}
		name, err := address.Host(strings.Trim(text, "[]"))
		if err != nil {
			return nil, fmt.Errorf("--host: %w; scheme and path belong to --public-url", err)
		}
		names = append(names, name)
	}
	return names, nil
}

func (c serveCmd) public() (address.Public, error) {
	if c.Public == "" {
		return address.Public{}, nil
	}
	public, err := address.PublicURL(c.Public)
	if err != nil {
		return public, fmt.Errorf("--public-url: %w", err)
	}
	return public, nil
}

// hostOf is the host part of --listen: a name is then one of the site's.
func hostOf(addr string) string {
	host, _, _ := net.SplitHostPort(addr)
	return host
}
