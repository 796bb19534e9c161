package main

import (
	"log/slog"

	"socketschool/class"
	"socketschool/relay"
	"socketschool/web"
)

const (
	ownDescriptors = 100 // of the process, without labs and classes

	// clientDescriptors are those of a client: page, bridge and server.
	clientDescriptors = 3

	// publishedDescriptors are those of a published server: its port, the page's WebSocket,
	// and for each connection both ends of it and the WebSockets of two pages.
	publishedDescriptors = 2 + 4*relay.MaxConns

	// classDescriptors are those of a class: for each member a WebSocket, clients of the
	// class's server, and a published server.
	classDescriptors = class.MaxMembers * (1 + web.ClientsPerMember*clientDescriptors + publishedDescriptors)
)

// descriptors returns how many descriptors the limits allow. A lab takes two beside its
// clients, for its listener and its page.
func (c serveCmd) descriptors(hasClass bool) uint64 {
	need := c.Labs*(2+clientDescriptors*c.ClientsPerLab) + ownDescriptors
	if hasClass {
		need += classDescriptors
	}
	return uint64(need)
}

// warnOfDescriptors says what limit on descriptors would do for a class.
func (c serveCmd) warnOfDescriptors(hasClass bool, log *slog.Logger) {
	if !c.Shared && c.Public == "" {
		return
	}
	need := c.descriptors(hasClass)
	if limit := descriptorLimit(); limit != 0 && limit < need {
		log.Warn("the limit on descriptors is lower than what --labs and --clients-per-lab allow, and in a class its server and those that learners publish: raise it (ulimit -n), or lower them; 8192 are enough for a class of 300",
			"limit", limit, "need", need, "clientsAtOnce", (max(limit, ownDescriptors)-ownDescriptors)/clientDescriptors)
	}
}
