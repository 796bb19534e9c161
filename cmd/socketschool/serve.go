package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"socketschool"
	"socketschool/bridge"
	"socketschool/compile"
	"socketschool/lab/pool"
	"socketschool/server"
	"socketschool/static"
	"socketschool/web"
)

const (
	// requestTime is how long a request may take to arrive whole.
	requestTime = 10 * time.Second

	// maxHeader bounds a request's header, in bytes; net/http allows 4 KiB more.
	maxHeader = 32 << 10

	// shutdownTime bounds an orderly end.
	shutdownTime = 3 * time.Second
)

// Run serves until the context ends: lessons and labs, and with --nats-url the classes that
// are stored there.
func (c serveCmd) Run(e env) error {
	if c.NATSURL == "" {
		return c.serve(e, nil)
	}
	held, err := c.holdShared(e)
	if err != nil {
		e.log.Warn("this host has no classes until it is started again: lessons and labs go on", "error", err)
		return c.serve(e, nil)
	}
	defer held.close()
	c.Shared = true
	return c.serve(e, held)
}

// serve serves until the context ends. held is nil without a class.
func (c serveCmd) serve(e env, held *heldClass) error {
	certs, err := c.certificates(e.log)
	if err != nil {
		return err
	}
	ctx, stop := onHangup(e.ctx, certs)
	defer stop()
	ln, err := net.Listen("tcp", c.address())
	if err != nil {
		return listenError(c.address(), err)
	}
	defer ln.Close()
	c.warnOfDescriptors(held != nil, e.log)
	labs := pool.New(pool.Limits{PerSession: c.LabsPerSession, Total: c.Labs, Idle: c.LabIdle}, c.Shared)
	defer labs.Close()
	br := bridge.New(bridge.Config{
		ClientsPerLab: c.ClientsPerLab, Log: e.log,
		CheckOrigin: func(*http.Request) bool { return true }, // package web has checked it
	})
	defer br.Close(ctx)
	held.publishWith(br, e.log)
	if held != nil && c.NATSURL != "" {
		if err := held.meetHosts(c.advertised(ln), e.log); err != nil {
			return err
		}
	}
	compiler := c.newCompiler(ctx, e.log)
	defer compiler.Close()
	site, err := c.site(labs, br, compiler, held, ln, e.log)
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
	ln = &pageListener{Listener: ln, log: e.log, closeIdle: func() {
		srv.SetKeepAlivesEnabled(false) // closes idle connections
		srv.SetKeepAlivesEnabled(true)
	}}
	if certs != nil {
		// WebSockets take over an HTTP/1.1 connection.
		ln = tls.NewListener(ln, &tls.Config{
			GetCertificate: certs.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		})
	}
	stalls := newStallDetector(stallTime)
	unused := newUnusedConns()
	srv.ConnState = func(conn net.Conn, state http.ConnState) {
		stalls.connState(conn, state)
		unused.connState(conn, state)
	}
	defer stalls.start()()
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	fmt.Fprintf(e.stdout, "Socket School is at %s\n", c.url(ln))
	if public, _ := c.public(); held != nil && held.room.Code != "" {
		held.announce(e.stdout, c.learnersURL(ln))
	} else if public.Origin != "" {
		fmt.Fprintf(e.stdout, "Learners open %s\n", public.URL())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	e.log.Info("stopping")
	held.leaveHosts()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	// Labs end first, so that their clients receive the reason; the bridge then
	// closes the remaining connections of pages.
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		compiler.Close()
		labs.Close()
		held.closePages()
		br.Close(ctx)
		unused.close()
	}()
	err = srv.Shutdown(ctx)
	<-closed
	if errors.Is(err, context.DeadlineExceeded) {
		return srv.Close()
	}
	return err
}

// certificates loads the certificate of --tls-cert, and returns nil without one.
func (c serveCmd) certificates(log *slog.Logger) (*certificates, error) {
	if c.TLSCert == "" {
		return nil, nil
	}
	certs, err := loadCertificates(c.TLSCert, c.TLSKey, log)
	if err != nil {
		return nil, err
	}
	names, _ := c.names()
	certs.warn(names)
	return certs, nil
}

// onHangup returns a context that SIGHUP cancels, so that the end is an orderly
// one. With certificates, SIGHUP loads them again instead.
func onHangup(ctx context.Context, certs *certificates) (context.Context, context.CancelFunc) {
	if certs == nil {
		return cancelOnHangup(ctx)
	}
	return ctx, callOnHangup(certs.reloadNow)
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

// advertised is the address at which the other hosts of --nats-url reach this one.
func (c serveCmd) advertised(ln net.Listener) string {
	if c.Advertise != "" {
		return c.Advertise
	}
	scheme := "http://"
	if c.TLSCert != "" {
		scheme = "https://"
	}
	host, port, _ := net.SplitHostPort(ln.Addr().String())
	if own := hostAddresses(); net.ParseIP(host).IsUnspecified() && len(own) > 0 {
		host = own[0]
	}
	return scheme + net.JoinHostPort(host, port)
}

// newCompiler returns nil where the host cannot build. It logs what it found.
func (c serveCmd) newCompiler(ctx context.Context, log *slog.Logger) *compile.Compiler {
	toolchain, err := compile.FindToolchain(ctx)
	dir := c.CacheDir
	if err == nil && dir == "" {
		dir, err = compile.DefaultDir()
	}
	var compiler *compile.Compiler
	if err == nil {
		compiler, err = compile.New(compile.Config{Toolchain: toolchain, Sources: socketschool.TabSources, Dir: dir, Log: log})
	}
	if err != nil {
		log.Info("this host does not build learners' code", "reason", err)
		return nil
	}
	log.Info("this host builds learners' code, and does not run it", "toolchain", toolchain.String(), "folder", dir)
	return compiler
}

// site brings lessons, servers and pages together.
func (c serveCmd) site(labs *pool.Pool, br *bridge.Bridge, compiler *compile.Compiler, held *heldClass, ln net.Listener, log *slog.Logger) (*web.Site, error) {
	files, err := static.Load()
	if err != nil {
		return nil, err
	}
	all, err := loadLessons()
	if err != nil {
		return nil, err
	}
	names, err := c.names()
	if err != nil {
		return nil, err
	}
	if own := hostOf(c.address()); own != "" {
		names = append(names, strings.ToLower(own))
	}
	public, err := c.public()
	if err != nil {
		return nil, err
	}
	cfg := web.Config{
		Lessons: all, Programs: server.All(), Pool: labs, Bridge: br, Static: files,
		Compiler: compiler,
		Names:    names, Public: public, Shared: c.Shared, MetricsToken: c.MetricsToken,
		Secure: c.TLSCert != "", Log: log,
	}
	if held != nil {
		cfg.Class, cfg.SessionKey, cfg.LearnersURL = held.class, held.sessionKey, c.learnersURL(ln)
	}
	return web.New(cfg)
}
