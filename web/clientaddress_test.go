package web

import (
	"net/http/httptest"
	"testing"

	"socketschool/web/address"
)

func TestClientAddress(t *testing.T) {
	proxied := address.Public{Origin: "https://school.example", Base: "/"}
	tests := []struct {
		name, remote string
		forwarded    []string
		public       address.Public
		want         string
	}{
		{"direct", "192.0.2.1:4711", nil, address.Public{}, "192.0.2.1"},
		{"direct, with a header of its own", "192.0.2.1:4711", []string{"198.51.100.9"}, address.Public{}, "192.0.2.1"},
		{"IPv4 in IPv6", "[::ffff:192.0.2.1]:4711", nil, address.Public{}, "192.0.2.1"},
		{"IPv6", "[2001:db8:1:2:3:4:5:6]:4711", nil, address.Public{}, "2001:db8:1:2::/64"},
		{"IPv6 with a zone", "[fe80::1%eth0]:4711", nil, address.Public{}, "fe80::/64"},
		{"proxy", "127.0.0.1:4711", []string{"198.51.100.9"}, proxied, "198.51.100.9"},
		{"proxy that adds to what the client says", "127.0.0.1:4711", []string{"10.0.0.1, 198.51.100.9"}, proxied, "198.51.100.9"},
		{"proxy that adds a header", "127.0.0.1:4711", []string{"10.0.0.1", "198.51.100.9:80"}, proxied, "198.51.100.9"},
		{"proxy with IPv6", "127.0.0.1:4711", []string{"[2001:db8::7]:80"}, proxied, "2001:db8::/64"},
		{"proxy that names no client", "127.0.0.1:4711", nil, proxied, "127.0.0.1"},
		{"proxy that hides the client", "127.0.0.1:4711", []string{"unknown"}, proxied, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &Site{cfg: Config{Public: tt.public}}
			r := httptest.NewRequest("POST", "/api/modules", nil)
			r.RemoteAddr = tt.remote
			r.Header["X-Forwarded-For"] = tt.forwarded
			if got := s.clientAddress(r); got != tt.want {
				t.Errorf("the address is %q, want %q", got, tt.want)
			}
		})
	}
}
