package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"socketschool/bridge"
	"socketschool/lab"
	"socketschool/server"
	"socketschool/static"
	"socketschool/web"
	"socketschool/web/address"
)

const (
	// requestTime is how long a request may take to arrive whole.
	requestTime = 10 * time.Second

	// maxHeader bounds a request's header, in bytes; net/http allows 4 KiB more.
	maxHeader = 32 << 10

	// shutdownTime bounds an orderly end.
	shutdownTime = 3 * time.Second
)

type serveCmd struct {
	Listen  string   `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address to serve the playground on (${default}). Port 0 picks a free one."`
	Host    []string `placeholder:"NAME" help:"Host name under which the playground is reached without a proxy, beside loopback and the address listened on. May be repeated."`
	Public  string   `name:"public-url" placeholder:"URL" help:"Address that learners open where a proxy stands in front, such as https://school.example/go/: scheme, host name and path."`
	TLSCert string   `name:"tls-cert" placeholder:"FILE" help:"Serve over TLS: certificate chain, PEM."`
	TLSKey  string   `name:"tls-key" placeholder:"FILE" help:"Serve over TLS: private key, PEM."`
	Shared  bool     `help:"For many learners on one host: every lab gets a port of its own choosing, not the lesson's."`

	LabsPerSession int           `default:"8" placeholder:"N" help:"Most labs one learner may run (${default})."`
	Labs           int           `default:"1000" placeholder:"N" help:"Most labs on this host (${default})."`
	ClientsPerLab  int           `default:"64" placeholder:"N" help:"Most clients of one lab (${default})."`
	LabIdle        time.Duration `default:"1m" placeholder:"TIME" help:"End a lab whose page has gone for this long (${default}): enough for a reload."`
	MetricsToken   string        `placeholder:"TOKEN" help:"Bearer token for /metrics. Without one they are for this machine alone, and not behind a proxy."`
}

// Help is shown by serve --help.
func (serveCmd) Help() string {
	return `Prints the address when it is ready: open it in a browser. End it with Ctrl-C.

For a class: socketschool serve --shared --listen 0.0.0.0:8080 --host NAME,
where NAME is what the learners type in their browsers.`
}

// Validate rejects limits that would refuse everybody.
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
	if _, port, err := net.SplitHostPort(c.address()); err != nil || port == "" {
		return fmt.Errorf("--listen %q has no port: it is something like 127.0.0.1:8080, or :8080 for every interface", c.Listen)
	}
	if _, err := c.names(); err != nil {
		return err
	}
	_, err := c.public()
	return err
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

func (c serveCmd) Run(e env) error {
	ln, err := c.listen(e)
	if err != nil {
		return err
	}
	defer ln.Close()
	c.warnOfDescriptors(e.log)
	pool := lab.NewPool(lab.Limits{PerSession: c.LabsPerSession, Total: c.Labs, Idle: c.LabIdle}, c.Shared)
	defer pool.Close()
	br := bridge.New(bridge.Config{
		ClientsPerLab: c.ClientsPerLab, Log: e.log,
		CheckOrigin: func(*http.Request) bool { return true }, // package web has checked it
	})
	defer br.Close(e.ctx)
	site, err := c.site(pool, br, e.log)
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler:     site.Handler(),
		ReadTimeout: requestTime,
		IdleTimeout: 2 * time.Minute,
		ErrorLog:    slog.NewLogLogger(e.log.Handler(), slog.LevelDebug),

		MaxHeaderBytes: maxHeader,
	}
	ln = &descriptorListener{Listener: ln, log: e.log, closeIdle: func() {
		srv.SetKeepAlivesEnabled(false) // closes idle connections
		srv.SetKeepAlivesEnabled(true)
	}}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	fmt.Fprintf(e.stdout, "Socket School is at %s\n", c.url(ln))
	if c.Public != "" {
		fmt.Fprintf(e.stdout, "Learners open %s\n", c.Public)
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-e.ctx.Done():
	}
	e.log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), shutdownTime)
	defer cancel()
	// Labs end first, so that their clients are told by the lab's end; what
	// then is left of the pages' connections goes with the bridge.
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		pool.Close()
		br.Close(ctx)
	}()
	err = srv.Shutdown(ctx)
	<-closed
	if errors.Is(err, context.DeadlineExceeded) {
		return srv.Close()
	}
	return err
}

// listen opens the site's port, with TLS if that is asked for.
func (c serveCmd) listen(e env) (net.Listener, error) {
	var certs *certificates
	if c.TLSCert != "" {
		var err error
		if certs, err = loadCertificates(c.TLSCert, c.TLSKey, e.log); err != nil {
			return nil, err
		}
		names, _ := c.names()
		certs.warn(names)
		context.AfterFunc(e.ctx, onHangup(certs.reloadNow))
	}
	ln, err := net.Listen("tcp", c.address())
	if err != nil {
		return nil, listenError(c.address(), err)
	}
	if certs != nil {
		// WebSockets take over an HTTP/1.1 connection.
		ln = tls.NewListener(ln, &tls.Config{
			GetCertificate: certs.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		})
	}
	return ln, nil
}

// warnOfDescriptors says what limit on descriptors would do for a class. A lab
// takes two, for its listener and its page, and each client three: those of
// page, bridge and server.
func (c serveCmd) warnOfDescriptors(log *slog.Logger) {
	if !c.Shared && c.Public == "" {
		return
	}
	const own = 100
	need := uint64(c.Labs*(2+3*c.ClientsPerLab) + own)
	if limit := descriptorLimit(); limit != 0 && limit < need {
		log.Warn("the limit on descriptors does not hold what --labs and --clients-per-lab allow: raise it (ulimit -n), or lower them",
			"limit", limit, "need", need, "clientsInAllThatItHolds", (max(limit, own)-own)/3)
	}
}

func listenError(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use: stop what listens there, or choose another address with --listen (port 0 picks a free one)", addr)
	}
	return fmt.Errorf("cannot listen on %s: %w", addr, err)
}

// url is the address to open. A wildcard cannot be opened, loopback can.
func (c serveCmd) url(ln net.Listener) string {
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(ln.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
		if len(c.Host) > 0 {
			host = c.Host[0]
		}
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/"
}

// site brings lessons, servers and pages together.
func (c serveCmd) site(pool *lab.Pool, br *bridge.Bridge, log *slog.Logger) (*web.Site, error) {
	files, err := static.Load()
	if err != nil {
		return nil, err
	}
	all, err := loadLessons()
	if err != nil {
		return nil, err
	}
	programs := make(map[string]web.Program)
	for _, e := range server.All() {
		sources, err := e.Sources()
		if err != nil {
			return nil, err
		}
		programs[e.Slug] = web.Program{
			Program: lab.Program{Lesson: e.Slug, TLS: e.TLS, Serve: e.Serve, Sources: sources},
			Port:    e.Port,
		}
	}
	names, err := c.names()
	if err != nil {
		return nil, err
	}
	if own := listenName(c.address()); own != "" {
		names = append(names, strings.ToLower(own))
	}
	public, err := c.public()
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Lessons: all, Programs: programs, Pool: pool, Bridge: br, Static: files,
		Names: names, Public: public, Shared: c.Shared, MetricsToken: c.MetricsToken,
		Secure: c.TLSCert != "", Log: log,
	})
}

// listenName is the host part of --listen: a name is then one of the site's.
func listenName(addr string) string {
	host, _, _ := net.SplitHostPort(addr)
	return host
}

func sourcesOf(slug string) (fs.FS, bool) {
	e, ok := server.Find(slug)
	if !ok {
		return nil, false
	}
	src, err := e.Sources()
	return src, err == nil
}
