package servers

import (
	"net"
	"net/url"
	"slices"
)

// otherHost has the servers of a room that another host runs.
type otherHost struct {
	url   string // at which this host reaches it
	views []View
}

// Here returns the servers that this host runs, by room.
func (r *Rooms) Here() map[string][]View {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make(map[string][]View)
	for code, servers := range r.byRoom {
		for _, e := range servers {
			all[code] = append(all[code], e.View)
		}
		sortViews(all[code])
	}
	return all
}

// SetElsewhere takes which servers of a room another host runs, in place of those before.
// Two hosts that have started the room's own server at once keep that with the lower ID.
func (r *Rooms) SetElsewhere(host, at, code string, views []View) {
	r.mu.Lock()
	views = reachable(at, views)
	isSame := slices.Equal(views, r.others[code][host].views)
	if len(views) == 0 {
		delete(r.others[code], host)
	} else {
		if r.others[code] == nil {
			r.others[code] = make(map[string]otherHost)
		}
		r.others[code][host] = otherHost{at, views}
	}
	for _, v := range views {
		if v.Member != "" {
			continue
		}
		delete(r.lost, code)
		for id, e := range r.byRoom[code] {
			if e.Member == "" && id > v.ID {
				e.server.BeginStop()
			}
		}
	}
	r.mu.Unlock()
	if !isSame {
		r.school.Wake(code)
	}
}

// DropHost forgets a host that has gone, with its servers.
func (r *Rooms) DropHost(host string) {
	var changed []string
	r.mu.Lock()
	for code, hosts := range r.others {
		other, ok := hosts[host]
		if !ok {
			continue
		}
		for _, v := range other.views {
			if v.Member == "" {
				r.lost[code] = v
			}
		}
		delete(hosts, host)
		changed = append(changed, code)
	}
	r.mu.Unlock()
	for _, code := range changed {
		r.school.Wake(code)
	}
}

// Lost returns the server that the instructor has started for the room, if its host has
// gone since and there is no other one.
func (r *Rooms) Lost(code string) (View, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.lost[code]
	return v, ok
}

// Elsewhere returns the URL of the host that runs a server of a room, if that is another one.
func (r *Rooms) Elsewhere(code, id string) (at string, ok bool) {
	return r.find(code, func(v View) bool { return v.ID == id })
}

// OwnElsewhere is Elsewhere for the server that the instructor has started for the room.
func (r *Rooms) OwnElsewhere(code string) (at string, ok bool) {
	return r.find(code, func(v View) bool { return v.Member == "" })
}

func (r *Rooms) find(code string, is func(View) bool) (at string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, other := range r.others[code] {
		for _, v := range other.views {
			if is(v) {
				return other.url, true
			}
		}
	}
	return "", false
}

// hasServerOf reports whether a member, or with an empty id the room itself, has a server
// on any host. The caller holds mu.
func (r *Rooms) hasServerOf(code, member string) bool {
	for _, e := range r.byRoom[code] {
		if e.Member == member {
			return true
		}
	}
	for _, other := range r.others[code] {
		for _, v := range other.views {
			if v.Member == member {
				return true
			}
		}
	}
	return false
}

// reachable returns the views with addresses as they are from other computers: those of a
// host's loopback are dropped, and those without a host get that of its URL.
func reachable(at string, views []View) []View {
	all := make([]View, 0, len(views))
	for _, v := range views {
		host, port, err := net.SplitHostPort(v.Address)
		u, urlErr := url.Parse(at)
		switch {
		case err != nil || urlErr != nil:
			v.Address = ""
		case host == "":
			v.Address = net.JoinHostPort(u.Hostname(), port)
		case net.ParseIP(host).IsLoopback() && !net.ParseIP(u.Hostname()).IsLoopback():
			v.Address = ""
		}
		all = append(all, v)
	}
	return all
}
