package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// The other servers run as Debian ships them. Set is only what it takes to be
// started by hand and to carry 5,000 clients; what bears on speed is left at
// its default, as people have it.

// streamModule is the file of nginx's stream module.
func streamModule() string {
	found, _ := filepath.Glob("/usr/lib*/nginx/modules/ngx_stream_module.so")
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// Defaults kept: proxy_buffer_size 16k, tcp_nodelay on, epoll. One worker is
// the default too; a connection through it needs two of worker_connections.
const nginxConfig = `load_module %[1]s;
daemon off;
worker_processes 1;
worker_rlimit_nofile %[2]d;
pid %[3]s/nginx.pid;
error_log %[3]s/nginx.log warn;
events { worker_connections %[2]d; }
stream {
	server {
		listen 127.0.0.1:%[4]d;
		proxy_pass %[5]s;
	}
}
`

func startNginx(ctx context.Context, dir, lab string) (*process, *endpoint, error) {
	return launch(ctx, nil, func(port int) (*process, error) {
		conf := filepath.Join(dir, "nginx.conf")
		text := fmt.Sprintf(nginxConfig, streamModule(), min(descriptorLimit(), 20000), dir, port, lab)
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			return nil, err
		}
		return start(dir, programPath("nginx"), "-p", dir, "-c", conf, "-e", filepath.Join(dir, "nginx.log"))
	})
}

func startWebsockify(ctx context.Context, dir, lab string) (*process, *endpoint, error) {
	return launch(ctx, &handshake{path: "/", protocol: "binary"}, func(port int) (*process, error) {
		return start(dir, programPath("websockify"), fmt.Sprintf("127.0.0.1:%d", port), lab)
	})
}

// Defaults kept: no TLS, no pings, writes as large as they come.
const lighttpdConfig = `server.modules = ("mod_wstunnel")
server.bind = "127.0.0.1"
server.port = %[1]d
server.document-root = "%[2]s"
server.errorlog = "%[2]s/lighttpd.log"
server.max-fds = %[3]d
server.max-connections = 6000
wstunnel.frame-type = "binary"
wstunnel.server = ("" => (("host" => "%[4]s", "port" => "%[5]s")))
`

func startLighttpd(ctx context.Context, dir, lab string) (*process, *endpoint, error) {
	return launch(ctx, &handshake{path: "/", protocol: "binary"}, func(port int) (*process, error) {
		host, labPort, err := net.SplitHostPort(lab)
		if err != nil {
			return nil, err
		}
		conf := filepath.Join(dir, "lighttpd.conf")
		text := fmt.Sprintf(lighttpdConfig, port, dir, min(descriptorLimit(), 20000), host, labPort)
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			return nil, err
		}
		return start(dir, programPath("lighttpd"), "-D", "-f", conf)
	})
}

// launch starts a server on a free port and waits until it accepts.
func launch(ctx context.Context, shake *handshake, run func(port int) (*process, error)) (*process, *endpoint, error) {
	port, err := freePort()
	if err != nil {
		return nil, nil, err
	}
	proc, err := run(port)
	if err != nil {
		return nil, nil, err
	}
	at := &endpoint{fmt.Sprintf("127.0.0.1:%d", port), shake}
	return proc, at, proc.accepts(ctx, at.addr)
}
