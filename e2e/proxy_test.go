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
	"time"
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

// awaitListener waits until something listens at address.
func awaitListener(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(testTimeout); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return
		}
	}
	t.Fatalf("nothing listens at %s", address)
}

// nginx ends TLS at a public port and passes requests on to the playground,
// with the lines that the README has.
func nginx(t *testing.T, port int, cert, key, location string) {
	t.Helper()
	runNginx(t, port, fmt.Sprintf(`server {
		listen 127.0.0.1:%d ssl;
		ssl_certificate %s; ssl_certificate_key %s;
		%s
	}`, port, cert, key, location))
}

// runNginx starts nginx with lines for its http block.
func runNginx(t *testing.T, port int, lines string) {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(`pid %[1]s/nginx.pid; error_log stderr; daemon off; worker_processes 1;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	map $http_upgrade $connection_upgrade { default upgrade; "" close; }
	%[2]s
}`, dir, lines)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	runProxy(t, exec.Command("nginx", "-c", conf, "-p", dir), port)
}

// caddy does the same, with the line that the README has, for requests with the host as
// their Host, or any where it is empty.
func caddy(t *testing.T, host string, port int, cert, key, pass string) {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "Caddyfile")
	text := fmt.Sprintf(`{
	admin off
	auto_https disable_redirects
}
https://%s:%d {
	bind 127.0.0.1
	tls %s %s
	%s
}
`, host, port, cert, key, pass)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("caddy", "run", "--config", conf, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	runProxy(t, cmd, port)
}

// runProxy starts a proxy and returns when it listens on port.
func runProxy(t *testing.T, cmd *exec.Cmd, port int) {
	t.Helper()
	cmd.WaitDelay = testTimeout
	var stderr syncBuffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("a proxy is missing: apt install nginx-light caddy (%v)", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // ends nginx's worker as well
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(stderr.String())
		}
	})
	awaitListener(t, fmt.Sprintf("127.0.0.1:%d", port))
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
	s.http = &http.Client{Jar: jar, Timeout: testTimeout, Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true, DialContext: dial}}
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
			checkBehindProxy(t, p, public, tt.base, port, roots)
		})
	}
}

// TestBehindCaddy does the same with a real Caddy.
func TestBehindCaddy(t *testing.T) {
	cert, key, roots := certificate(t, "school.example")
	for base, pass := range map[string]string{
		"/":    "reverse_proxy %s",
		"/go/": "@go path /go /go/*\n\treverse_proxy @go %s",
	} {
		t.Run(base, func(t *testing.T) {
			public := "https://school.example:8443" + base
			p := serve(t, "--shared", "--public-url", public)
			port := freePort(t)
			caddy(t, "school.example", port, cert, key, fmt.Sprintf(pass, p.base.Host))
			checkBehindProxy(t, p, public, base, port, roots)
		})
	}
}

// checkBehindProxy uses the site by its public address, which a proxy serves at
// port, and tries what a stranger might.
func checkBehindProxy(t *testing.T, p *playground, public, base string, port int, roots *x509.CertPool) {
	t.Helper()
	s := p.through(public, port, roots)
	home := s.do("GET", "/", "")
	name := "__Secure-socketschool_session="
	if base == "/" {
		name = "__Host-socketschool_session="
	}
	cookie := home.header.Get("Set-Cookie")
	for _, part := range []string{name, "Path=" + base, "Secure"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %q", cookie, part)
		}
	}
	if hsts := home.header.Get("Strict-Transport-Security"); hsts != "" {
		t.Errorf("Strict-Transport-Security %q, though the host has other ports and paths", hsts)
	}
	for _, want := range []string{`href="` + base + `lessons/echo"`, `src="` + base + `static/`, `data-base="` + base + `"`} {
		if !strings.Contains(string(home.body), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if a := s.do("GET", "/metrics", ""); a.status != 403 {
		t.Errorf("metrics through the proxy: status %d", a.status)
	}
	own := func(r *http.Request) { r.Header.Set("Origin", "https://school.example:8443") }
	lines := s.build("server.go", echoServer(t), own).lines(t)
	module, below := strings.CutPrefix(lines[len(lines)-1].Module, base)
	if a := s.do("GET", module, ""); !below || a.status != 200 {
		t.Errorf("the build ends with %+v, its module has status %d", lines[len(lines)-1], a.status)
	}
	a := s.do("POST", "/api/labs", `{"lesson":"echo"}`, own)
	if a.status != 201 || !strings.HasPrefix(a.header.Get("Location"), base+"api/labs/") {
		t.Fatalf("status %d, Location %q: %s", a.status, a.header.Get("Location"), a.body)
	}
	id := strings.TrimPrefix(a.header.Get("Location"), base+"api/labs/")
	for origin, want := range map[string]int{
		"https://school.example:8443": 101, "http://school.example:8443": 403, "https://school.example": 403, "https://evil.example": 403,
	} {
		if status := s.upgrade(port, base+"api/labs/"+id+"/events?after=0", origin); status != want {
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
	if base != "/" {
		s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		bare := *s.p
		bare.base = s.p.base.ResolveReference(&url.URL{Path: "/"})
		s.p = &bare
		if a := s.do("GET", strings.TrimSuffix(base, "/"), ""); a.status != 301 || !strings.HasSuffix(a.header.Get("Location"), base) {
			t.Errorf("without the slash at its end: status %d, Location %q", a.status, a.header.Get("Location"))
		}
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
