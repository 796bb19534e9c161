package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"socketschool/problem"
	"socketschool/web/address"
)

// forwardingHeaders are the headers in which a proxy names its client.
var forwardingHeaders = []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"}

// isForwarded reports whether a proxy sent the request: it has a forwarding
// header or uses HTTP/1.0, which nginx does by default and no browser does.
func isForwarded(r *http.Request) bool {
	return !r.ProtoAtLeast(1, 1) || slices.ContainsFunc(forwardingHeaders, func(name string) bool { return r.Header.Get(name) != "" })
}

// isDirect reports whether the request comes from this machine, by a name of
// this machine, and not through a proxy.
func isDirect(r *http.Request) bool {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && addr.Addr().Unmap().IsLoopback() && address.IsLoopback(normalizeHost(r.Host)) && !isForwarded(r)
}

// checkHost refuses a request whose Host is not one of the playground's names.
// Otherwise a foreign name that resolves to this address (DNS rebinding) would
// make a foreign page same-origin.
func (s *Site) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.isAllowedHost(r) {
			next.ServeHTTP(w, r)
			return
		}
		detail := "This playground is not called " + sanitizeHost(r.Host) +
			". Use its own address, or start it with --host and that name."
		if s.cfg.Public.Origin != "" {
			detail = "This playground is at " + s.cfg.Public.URL() +
				". A proxy in front of it must pass the Host of the request on."
		}
		problem.Write(w, http.StatusForbidden, detail)
	})
}

// isAllowedHost reports whether the request's Host is a loopback name, a
// configured name or the address at which the connection arrived. A forwarded
// request must name the public host, if one is configured.
func (s *Site) isAllowedHost(r *http.Request) bool {
	name := normalizeHost(r.Host)
	if public := s.cfg.Public.Host(); public != "" {
		for _, forwarded := range r.Header.Values("X-Forwarded-Host") {
			if normalizeHost(forwarded) != normalizeHost(public) {
				return false
			}
		}
		if name == normalizeHost(public) {
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

// normalizeHost returns the name in a Host header, in lower case, without its port,
// brackets and final dot.
func normalizeHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// sanitizeHost shortens a Host header for a message and replaces invalid UTF-8.
func sanitizeHost(host string) string {
	if len(host) > 80 {
		host = host[:80] + "…"
	}
	return strings.ToValidUTF8(host, "?")
}
