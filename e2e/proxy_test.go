package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// freePort returns a port that was free a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// certificate makes a certificate for name and returns its files and a pool
// that trusts it.
func certificate(t *testing.T, name string) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	out, err := exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
		"-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN="+name, "-addext", "subjectAltName=DNS:"+name).CombinedOutput()
	if err != nil {
		t.Fatalf("openssl: %v\n%s", err, out)
	}
	pem, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return cert, key, roots
}

// nginx ends TLS at a public port and passes requests on to the playground,
// with the lines that the README has.
func nginx(t *testing.T, port int, cert, key, location string) {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(`pid %[1]s/nginx.pid; error_log stderr; daemon off; worker_processes 1;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	map $http_upgrade $connection_upgrade { default upgrade; "" close; }
	server {
		listen 127.0.0.1:%[2]d ssl;
		ssl_certificate %[3]s; ssl_certificate_key %[4]s;
		%[5]s
	}
}`, dir, port, cert, key, location)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("nginx", "-c", conf, "-p", dir)
	cmd.WaitDelay = patience
	var stderr syncBuffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("nginx is missing: apt install nginx-light (%v)", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // ends its worker as well
		_ = cmd.Wait()
	})
	for {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			conn.Close()
			return
		}
		if text := stderr.String(); strings.Contains(text, "[emerg]") {
			t.Fatal(text)
		}
	}
}

// through is a browser's session that reaches the site by its public address.
func (p *playground) through(public string, port int, roots *x509.CertPool) *session {
	s := p.session()
	jar, _ := cookiejar.New(nil)
	base, err := url.Parse(public)
	if err != nil {
		p.t.Fatal(err)
	}
	front := *p
	front.base = base
	s.p = &front
	s.tls = &tls.Config{RootCAs: roots, ServerName: base.Hostname()}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", port))
	}
	s.http = &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true, DialContext: dial}}
	return s
}

// TestBehindNginx has a real nginx end TLS at the public port 8443 of
// school.example, at the root and below a path, with the port in the Host that
// it passes on and without, with the path passed on and taken off.
func TestBehindNginx(t *testing.T) {
	cert, key, roots := certificate(t, "school.example")
	for _, tt := range []struct{ name, base, pass, host string }{
		{"at the root", "/", "", "$http_host"},
		{"below a path", "/go/", "", "$http_host"},
		{"the path taken off", "/go/", "/", "$http_host"},
		{"the port lost", "/go/", "", "$host"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			public := "https://school.example:8443" + tt.base
			p := serve(t, "--shared", "--public-url", public)
			port := freePort(t)
			nginx(t, port, cert, key, fmt.Sprintf(`location %s {
				proxy_pass http://%s%s; proxy_http_version 1.1;
				proxy_set_header Host %s; proxy_set_header X-Forwarded-For $remote_addr;
				proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
			}`, tt.base, p.base.Host, tt.pass, tt.host))
			s := p.through(public, port, roots)
			home := s.do("GET", "/", "")
			name := "__Secure-socketschool_session="
			if tt.base == "/" {
				name = "__Host-socketschool_session="
			}
			cookie := home.header.Get("Set-Cookie")
			for _, part := range []string{name, "Path=" + tt.base, "Secure"} {
				if !strings.Contains(cookie, part) {
					t.Errorf("cookie %q lacks %q", cookie, part)
				}
			}
			if home.header.Get("Strict-Transport-Security") == "" {
				t.Error("no Strict-Transport-Security")
			}
			for _, want := range []string{`href="` + tt.base + `lessons/echo"`, `src="` + tt.base + `static/`, `data-base="` + tt.base + `"`} {
				if !strings.Contains(string(home.body), want) {
					t.Errorf("the page lacks %s", want)
				}
			}
			if a := s.do("GET", "/metrics", ""); a.status != 403 {
				t.Errorf("metrics through the proxy: status %d", a.status)
			}
			own := func(r *http.Request) { r.Header.Set("Origin", "https://school.example:8443") }
			a := s.do("POST", "/api/labs", `{"lesson":"echo"}`, own)
			if a.status != 201 || !strings.HasPrefix(a.header.Get("Location"), tt.base+"api/labs/") {
				t.Fatalf("status %d, Location %q: %s", a.status, a.header.Get("Location"), a.body)
			}
			id := strings.TrimPrefix(a.header.Get("Location"), tt.base+"api/labs/")
			for origin, want := range map[string]int{
				"https://school.example:8443": 101, "http://school.example:8443": 403, "https://school.example": 403, "https://evil.example": 403,
			} {
				if status := s.upgrade(port, tt.base+"api/labs/"+id+"/events?after=0", origin); status != want {
					t.Errorf("WebSocket with Origin %s: status %d, want %d", origin, status, want)
				}
			}
			plain := p.session()
			for name, headers := range map[string]http.Header{
				"a rebound name":                       {"Host": {"evil.example"}},
				"a forwarded request by an inner name": {"Host": {p.base.Host}, "X-Forwarded-For": {"192.0.2.1"}},
				"a forwarded foreign name":             {"Host": {"school.example"}, "X-Forwarded-Host": {"evil.example"}},
			} {
				a := plain.do("GET", "/", "", func(r *http.Request) {
					r.Host = headers.Get("Host")
					for k := range headers {
						r.Header.Set(k, headers.Get(k))
					}
				})
				if a.status != 403 {
					t.Errorf("%s: status %d, want 403", name, a.status)
				}
			}
		})
	}
}

// upgrade asks for a WebSocket through the proxy and returns the status.
func (s *session) upgrade(port int, path, origin string) int {
	s.t.Helper()
	conn, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port), s.tls)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	var cookies []string
	for _, c := range s.http.Jar.Cookies(s.p.base) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
		path, s.p.base.Host, origin, strings.Join(cookies, "; "), eventsProtocol)
	var status int
	if _, err := fmt.Fscanf(conn, "HTTP/1.1 %d", &status); err != nil {
		s.t.Fatal(err)
	}
	return status
}
