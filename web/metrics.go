package web

import (
	"crypto/subtle"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"socketschool/compile"
	"socketschool/problem"
)

// metrics serves the counters of labs, bridge and builds as Prometheus text where
// metricsAllowed permits it.
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
	counter("pages_given_up_total", "Connections ended because the page was silent.", nil, stats.PageTimeouts.Load)
	const refused, refusedHelp = "refused_total", "Requests refused by a limit."
	counter(refused, refusedHelp, prometheus.Labels{"limit": "clients-per-lab"}, stats.ClientsRefused.Load)
	counter(refused, refusedHelp, prometheus.Labels{"limit": "viewers-per-lab"}, stats.ViewersRefused.Load)
	for _, limit := range []string{"labs-per-session", "labs"} {
		counter(refused, refusedHelp, prometheus.Labels{"limit": limit}, func() uint64 { return pool.Refused(limit) })
	}

	if s.cfg.Compiler != nil {
		builds := s.cfg.Compiler.Stats
		gauge("builds_waiting", "Builds of learners' code that wait now.", func() float64 { waiting, _ := builds.Queue(); return float64(waiting) })
		gauge("builds_running", "Builds of learners' code that run now.", func() float64 { _, running := builds.Queue(); return float64(running) })
		for _, outcome := range compile.Outcomes {
			counter("builds_total", "Requests to build learners' code, by how they ended; stored: an earlier build had made the module.",
				prometheus.Labels{"outcome": outcome}, func() uint64 { return builds.Builds(outcome) })
		}
		reg.MustRegister(prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: "socketschool_build_cpu_seconds_total", Help: "Processor time of compiler and linker."},
			func() float64 { return builds.Used().Seconds() }))
	}

	handler := promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.metricsAllowed(r) {
			problem.Write(w, http.StatusForbidden, "Metrics are for this machine without a proxy, or with the token of --metrics-token.")
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// metricsAllowed reports whether the request carries the configured token. Without
// a configured token it allows direct requests from this machine, and none behind
// a proxy.
func (s *Site) metricsAllowed(r *http.Request) bool {
	if s.cfg.MetricsToken == "" {
		return s.cfg.Public.Origin == "" && isDirect(r)
	}
	got, want := r.Header.Get("Authorization"), "Bearer "+s.cfg.MetricsToken
	return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}
