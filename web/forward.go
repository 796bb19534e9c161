package web

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"socketschool/problem"
)

// forwardedName is the name of the header of a request that another host has passed on.
// Such a request goes no further.
const forwardedName = "Socketschool-Forwarded"

// forwardTime bounds connecting to another host.
const forwardTime = 3 * time.Second

// forwardTransport connects to other hosts. It asks no proxy.
var forwardTransport = &http.Transport{
	DialContext:         (&net.Dialer{Timeout: forwardTime}).DialContext,
	TLSHandshakeTimeout: forwardTime,
	IdleConnTimeout:     time.Minute,
}

// forward passes a request on to another host of the school, as it came: with its Host and
// cookies, by which that host authorizes it as it does its own requests. A WebSocket is
// carried with its frames. It returns false, and answers nothing, where the request has
// been passed on already.
func (s *Site) forward(w http.ResponseWriter, r *http.Request, at string) bool {
	target, err := url.Parse(at)
	if err != nil || r.Header.Get(forwardedName) != "" {
		return false
	}
	proxy := &httputil.ReverseProxy{
		Transport: forwardTransport,
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			pr.Out.Host = pr.In.Host
			for _, name := range forwardingHeaders {
				if values := pr.In.Header.Values(name); len(values) > 0 {
					pr.Out.Header[http.CanonicalHeaderKey(name)] = values
				}
			}
			pr.Out.Header.Set(forwardedName, "1")
		},
		ErrorLog: slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelDebug),
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			s.cfg.Log.WarnContext(r.Context(), "another host of the school does not answer", "host", at, "error", err)
			problem.Write(w, http.StatusBadGateway, "The host that runs this server does not answer. Try again in a moment.")
		},
	}
	proxy.ServeHTTP(w, r)
	return true
}

// forwardLab passes on what an instructor asks of the server of their class, if another host
// runs it.
func (s *Site) forwardLab(w http.ResponseWriter, r *http.Request, id string) bool {
	if s.cfg.Class == nil {
		return false
	}
	room, ok := s.instructed(r)
	if !ok {
		return false
	}
	at, ok := s.cfg.Class.Servers.Elsewhere(room.Code, id)
	return ok && s.forward(w, r, at)
}
