package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// checkTime is how often certificate files are looked at, at most.
const checkTime = 10 * time.Second

// certificates serves a certificate from files and loads them again when they
// change: they are renewed every few weeks, while labs go on.
type certificates struct {
	certFile, keyFile string
	log               *slog.Logger

	mu       sync.Mutex
	cert     *tls.Certificate
	modified [2]time.Time // of the files that cert was loaded from
	checked  time.Time
}

// loadCertificates loads the files for the first time.
func loadCertificates(certFile, keyFile string, log *slog.Logger) (*certificates, error) {
	c := &certificates{certFile: certFile, keyFile: keyFile, log: log}
	return c, c.load()
}

func (c *certificates) load() error {
	modified := c.times()
	cert, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("--tls-cert %s, --tls-key %s: %w", c.certFile, c.keyFile, err)
	}
	c.cert, c.modified, c.checked = &cert, modified, time.Now()
	return nil
}

func (c *certificates) times() (modified [2]time.Time) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			modified[i] = info.ModTime()
		}
	}
	return modified
}

// get is for tls.Config.GetCertificate.
func (c *certificates) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.checked) >= checkTime {
		c.checked = time.Now()
		if c.times() != c.modified {
			c.reload()
		}
	}
	return c.cert, nil
}

// reloadNow loads the files at once, as SIGHUP demands.
func (c *certificates) reloadNow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reload()
}

// reload keeps the certificate that there is if the files are no pair, as when
// only one of them has been replaced yet.
func (c *certificates) reload() {
	if err := c.load(); err != nil {
		c.log.Error("the certificate is not loaded again", "error", err)
		return
	}
	c.log.Info("the certificate is loaded again", "notAfter", c.cert.Leaf.NotAfter)
}

// warn logs what a browser will object to.
func (c *certificates) warn(names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	leaf, now := c.cert.Leaf, time.Now()
	if now.After(leaf.NotAfter) {
		c.log.Warn("the certificate has expired: browsers will refuse it", "file", c.certFile, "notAfter", leaf.NotAfter)
	}
	if now.Before(leaf.NotBefore) {
		c.log.Warn("the certificate is not valid yet: browsers will refuse it", "file", c.certFile, "notBefore", leaf.NotBefore)
	}
	for _, name := range names {
		if leaf.VerifyHostname(name) != nil {
			c.log.Warn("the certificate does not name this host: browsers will refuse it", "file", c.certFile, "host", name, "names", leaf.DNSNames)
		}
	}
}
