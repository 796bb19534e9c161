package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"

	"socketschool/problem"
	"socketschool/web/address"
)

// forwarding are the headers by which a proxy says for whom it asks.
var forwarding = []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"}

// isForwarded reports whether the request shows that a proxy sent it. HTTP/1.0
// is what nginx speaks to the server behind it unless it is set otherwise; no
// browser does.
func isForwarded(r *http.Request) bool {
	return !r.ProtoAtLeast(1, 1) || slices.ContainsFunc(forwarding, func(name string) bool { return r.Header.Get(name) != "" })
}

// isDirect reports whether the request comes from this machine, by a name of
// this machine, and not through a proxy.
func isDirect(r *http.Request) bool {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && addr.Addr().Unmap().IsLoopback() && address.IsLoopback(hostname(r.Host)) && !isForwarded(r)
}

// ownHost refuses a Host that is none of the playground's names. A foreign
// name that resolves to this address (DNS rebinding) would otherwise make a
// foreign page same-origin.
func (s *Site) ownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.isOwn(r) {
			next.ServeHTTP(w, r)
			return
		}
		detail := "This playground is not called " + printable(r.Host) +
			". Use its own address, or start it with --host and that name."
		if s.cfg.Public.Origin != "" {
			detail = "This playground is at " + s.cfg.Public.URL() +
				". A proxy in front of it must pass the Host of the request on."
		}
		problem.Write(w, http.StatusForbidden, detail)
	})
}

// isOwn passes loopback names, the configured names, and the very address that
// the connection came in at: a rebinding attack needs a name of its own. What a
// proxy sends must name the public host, if there is one.
func (s *Site) isOwn(r *http.Request) bool {
	name := hostname(r.Host)
	if public := s.cfg.Public.Host(); public != "" {
		for _, forwarded := range r.Header.Values("X-Forwarded-Host") {
			if hostname(forwarded) != hostname(public) {
				return false
			}
		}
		if name == hostname(public) {
			return true
		}
		if isForwarded(r) {
			return false
		}
	}
	if name == "" {
		return false
	}
	if address.IsLoopback(name) || slices.Contains(s.cfg.Names, name) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && local.AddrPort().Addr().Unmap() == ip.Unmap()
}

// hostname returns the name in a Host header, in lower case, without its port,
// brackets and final dot.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

func printable(host string) string {
	if len(host) > 80 {
		host = host[:80] + "…"
	}
	return strings.ToValidUTF8(host, "?")
}

// sameOrigin refuses what changes something, and every WebSocket, for a page of
// another origin.
func (s *Site) sameOrigin(next http.Handler) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if safe && r.Header.Get("Upgrade") == "" || s.fromOwnPage(r) {
			next.ServeHTTP(w, r)
			return
		}
		if isForwarded(r) && s.cfg.Public.Origin == "" {
			once.Do(func() {
				s.cfg.Log.Warn("a page was refused behind a proxy: start with --public-url and the address that learners open",
					"origin", r.Header.Get("Origin"), "host", printable(r.Host))
			})
		}
		problem.Write(w, http.StatusForbidden, "A page of another site may not use this playground.")
	})
}

// fromOwnPage reports whether the request comes from a page of this site, or
// from a program that is no browser: it sends neither Origin nor Sec-Fetch-Site.
// The scheme belongs to the origin.
func (s *Site) fromOwnPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	u, err := url.Parse(origins[0])
	if len(origins) > 1 || err != nil || u.Host == "" || u.Opaque != "" {
		return false
	}
	if public := s.cfg.Public; public.Origin != "" && hostname(r.Host) == hostname(public.Host()) {
		return strings.EqualFold(origins[0], public.Origin)
	}
	scheme := "http"
	if s.cfg.Secure {
		scheme = "https"
	}
	return u.Scheme == scheme && strings.EqualFold(u.Host, r.Host)
}
