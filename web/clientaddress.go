package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddress returns the address that a client's builds are counted by: of IPv6 the
// network of 64 bits, since a client has all addresses in it. With --public-url, a
// proxy stands in front: the address is then the last one of X-Forwarded-For, which the
// proxy has added. Others before it are what the client says.
func (s *Site) clientAddress(r *http.Request) string {
	text := r.RemoteAddr
	if list := r.Header.Values("X-Forwarded-For"); s.cfg.Public.Origin != "" && len(list) > 0 {
		last := list[len(list)-1]
		text = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(text)
		if err != nil {
			return "" // all such clients count as one
		}
		addr = withPort.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}
