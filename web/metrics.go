package web

import (
	"crypto/subtle"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"socketschool/problem"
)

// metrics exposes the counts that lab and bridge keep, as Prometheus text, to
// those that mayRead allows.
func (s *Site) metrics() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	stats, pool := &s.cfg.Bridge.Stats, s.cfg.Pool

	gauge := func(name, help string, value func() float64) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "socketschool_" + name, Help: help}, value))
	}
	counter := func(name, help string, labels prometheus.Labels, value func() uint64) {
		reg.MustRegister(prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: "socketschool_" + name, Help: help, ConstLabels: labels},
			func() float64 { return float64(value()) }))
	}
	gauge("labs", "Labs listening now.", func() float64 { return float64(pool.Running()) })
	gauge("clients", "Clients connected to labs now.", func() float64 { return float64(stats.Clients.Load()) })
	gauge("viewers", "Pages watching a lab's events now.", func() float64 { return float64(stats.Viewers.Load()) })
	counter("bytes_total", "Bytes carried between pages and labs.",
		prometheus.Labels{"direction": "to_server"}, stats.BytesFromPages.Load)
	counter("bytes_total", "Bytes carried between pages and labs.",
		prometheus.Labels{"direction": "to_page"}, stats.BytesToPages.Load)
	counter("events_skipped_total", "Events that a viewer came too late for.", nil, stats.EventsSkipped.Load)
	counter("pages_given_up_total", "Connections ended because the page was silent.", nil, stats.PagesGivenUp.Load)
	const refused, refusedHelp = "refused_total", "Requests refused by a limit."
	counter(refused, refusedHelp, prometheus.Labels{"limit": "clients-per-lab"}, stats.ClientsRefused.Load)
	counter(refused, refusedHelp, prometheus.Labels{"limit": "viewers-per-lab"}, stats.ViewersRefused.Load)
	for _, limit := range []string{"labs-per-session", "labs"} {
		counter(refused, refusedHelp, prometheus.Labels{"limit": limit}, func() uint64 { return pool.Refused(limit) })
	}

	handler := promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.mayRead(r) {
			problem.Write(w, http.StatusForbidden, "Metrics are for this machine without a proxy, or with the token of --metrics-token.")
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// mayRead asks for the token where there is one. Without one, metrics are for
// this machine alone, and for no proxy on it.
func (s *Site) mayRead(r *http.Request) bool {
	if s.cfg.MetricsToken == "" {
		return s.cfg.Public.Origin == "" && isDirect(r)
	}
	got, want := r.Header.Get("Authorization"), "Bearer "+s.cfg.MetricsToken
	return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}
