package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHealthAddress: the check follows what serve was given.
func TestHealthAddress(t *testing.T) {
	for _, tt := range []struct {
		cmd  healthCmd
		want string // empty for an error
	}{
		{healthCmd{}, "http://127.0.0.1:8080/healthz"},
		{healthCmd{Listen: "0.0.0.0:9000"}, "http://127.0.0.1:9000/healthz"},
		{healthCmd{Listen: ":9000"}, "http://127.0.0.1:9000/healthz"},
		{healthCmd{Listen: "[::]:9000"}, "http://[::1]:9000/healthz"},
		{healthCmd{Listen: "192.0.2.1:80", TLSCert: "c.pem"}, "https://192.0.2.1:80/healthz"},
		{healthCmd{URL: "https://school.example/go/"}, "https://school.example/go/healthz"},
		{healthCmd{URL: "http://localhost:1/healthz"}, "http://localhost:1/healthz"},
		{healthCmd{URL: "localhost:1"}, ""},
		{healthCmd{Listen: "nonsense"}, ""},
	} {
		got, err := tt.cmd.target()
		if tt.want == "" && err == nil || tt.want != "" && (err != nil || got.String() != tt.want) {
			t.Errorf("%+v: got %v, %v, want %q", tt.cmd, got, err, tt.want)
		}
	}
}

// TestHealth: one line and an exit code, over HTTP and over TLS with any
// certificate of this machine's.
func TestHealth(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("no descriptor\nis left\n"))
		}
	})
	plain, secure := httptest.NewServer(handler), httptest.NewTLSServer(handler)
	defer plain.Close()
	defer secure.Close()
	gone := httptest.NewServer(handler)
	gone.Close()
	for _, tt := range []struct {
		url, want string
		code      int
	}{
		{plain.URL, "healthy: " + plain.URL + "/healthz\n", 0},
		{secure.URL, "healthy: " + secure.URL + "/healthz\n", 0},
		{plain.URL + "/full/healthz", "socketschool: unhealthy: " + plain.URL + "/full/healthz answers 503 Service Unavailable: no descriptor is left\n", 1},
		{gone.URL, "socketschool: unhealthy: ", 1},
	} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), []string{"health", tt.url}, &stdout, &stderr)
		got := stdout.String() + stderr.String()
		if code != tt.code || !strings.HasPrefix(got, tt.want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q; want %d, %q", tt.url, code, got, tt.code, tt.want)
		}
	}
}
