package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// cluster is a class on three hosts, behind nginx, with a NATS cluster of three nodes.
type cluster struct {
	t     *testing.T
	nodes []*natsNode
	hosts []*playground // each reached directly
	front *classroom    // reached through nginx
}

// holdCluster starts it all. The first host has made the room.
func holdCluster(t *testing.T) *cluster {
	t.Helper()
	nodes := natsCluster(t)
	port := freePort(t)
	public := fmt.Sprintf("http://127.0.0.1:%d/", port)
	shared := []string{"--nats-url", natsURL(nodes), "--public-url", public}
	first := boot(t, program(append([]string{"class", "--listen", "127.0.0.1:0"}, shared...)...))
	c := &cluster{t: t, nodes: nodes, hosts: []*playground{first}}
	front := *first
	var err error
	if front.base, err = url.Parse(public); err != nil {
		t.Fatal(err)
	}
	c.front = &classroom{
		playground: &front,
		code:       first.await(first.stdout, regexp.MustCompile(`/join/([a-z-]+)`))[1],
		instructor: first.await(first.stdout, regexp.MustCompile(`/instruct/(\w+)\n`))[1],
	}
	c.hosts = append(c.hosts, serve(t, shared...), serve(t, shared...))
	upstream := ""
	for _, p := range c.hosts {
		upstream += "server " + p.base.Host + ";\n"
	}
	runNginx(t, port, fmt.Sprintf(`map $http_cookie $learner { "~socketschool_session=(?<session>[A-Z2-7]+)" $session; default $remote_addr; }
	upstream school { hash $learner consistent; %s }
	server {
		listen 127.0.0.1:%d;
		location / {
			proxy_pass http://school; proxy_http_version 1.1;
			proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
			proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
			proxy_read_timeout 75s; proxy_connect_timeout 3s;
		}
	}`, upstream, port))
	return c
}

// at is the class as a host has it.
func (c *cluster) at(host *playground) *classroom {
	return &classroom{playground: host, code: c.front.code, instructor: c.front.instructor}
}

// leader returns the node that leads the bucket.
func (c *cluster) leader() *natsNode {
	c.t.Helper()
	conn, err := nats.Connect(natsURL(c.nodes))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), testTimeout)
	defer cancel()
	stream, err := js.Stream(ctx, "KV_socketschool_class")
	if err != nil {
		c.t.Fatal(err)
	}
	info := stream.CachedInfo()
	if info.Config.Replicas != 3 {
		c.t.Fatalf("the bucket has %d copies", info.Config.Replicas)
	}
	for _, n := range c.nodes {
		if n.name == info.Cluster.Leader {
			return n
		}
	}
	c.t.Fatalf("no node is the leader %q", info.Cluster.Leader)
	return nil
}

// clusterLearner is a learner's page, which reconnects when its connection is lost.
type clusterLearner struct {
	*session
	name string

	mu     sync.Mutex
	solved []string // what was acknowledged
	raised bool
}

// work solves exercises until enough are acknowledged.
func (l *clusterLearner) work(enough int) {
	deadline := time.Now().Add(3 * testTimeout)
	for l.count() < enough {
		if time.Now().After(deadline) {
			l.t.Errorf("%s: only %d exercises are acknowledged", l.name, l.count())
			return
		}
		ws, _, err := l.dialer("socketschool.member.v1").Dial("ws"+strings.TrimPrefix(l.p.base.JoinPath("api/member").String(), "http"), nil)
		if err != nil { // nginx has no other host yet
			time.Sleep(50 * time.Millisecond)
			continue
		}
		l.solve(ws, enough)
		ws.Close()
	}
}

// solve goes on until enough are acknowledged, or the connection is lost. The hand that
// changes after a report says that the report was taken.
func (l *clusterLearner) solve(ws *websocket.Conn, enough int) {
	for l.count() < enough {
		l.mu.Lock()
		exercise, raised := fmt.Sprintf("exercise-%d", len(l.solved)), !l.raised
		l.mu.Unlock()
		for _, m := range []string{
			fmt.Sprintf(`{"type":"work","lesson":"echo","exercise":%q,"activity":"done"}`, exercise),
			fmt.Sprintf(`{"type":"hand","raised":%t}`, raised),
		} {
			if ws.WriteMessage(websocket.TextMessage, []byte(m)) != nil {
				return
			}
		}
		for {
			_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
			var f struct {
				Type string
				Hand bool
			}
			if err := ws.ReadJSON(&f); err != nil {
				return
			}
			if f.Type == "member" && f.Hand == raised {
				break
			}
		}
		l.mu.Lock()
		l.solved, l.raised = append(l.solved, "echo/"+exercise), raised
		l.mu.Unlock()
	}
}

func (l *clusterLearner) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.solved)
}

// solvedAt returns what a host says each member has solved.
func (c *cluster) solvedAt(host *playground) map[string]map[string]bool {
	c.t.Helper()
	var file struct {
		Members []struct {
			Name      string
			Exercises []struct {
				Lesson, Exercise string
				Solved           bool
			}
		}
	}
	a := c.at(host).instruct().do("GET", "/api/class/export.json", "")
	if err := json.Unmarshal(a.body, &file); err != nil {
		c.t.Fatalf("%s: %d %s", host.base, a.status, a.body)
	}
	all := make(map[string]map[string]bool)
	for _, m := range file.Members {
		all[m.Name] = make(map[string]bool)
		for _, e := range m.Exercises {
			all[m.Name][e.Lesson+"/"+e.Exercise] = e.Solved
		}
	}
	return all
}

// TestClusterKilled kills a host and the leading NATS node in the middle of a class.
// Nothing that was acknowledged is lost, and learners reconnect to other hosts. Then it
// kills another node.
func TestClusterKilled(t *testing.T) {
	c := holdCluster(t)
	leader := c.killInClass()
	c.loseMajority(leader)
}

// killInClass returns the node that it has killed.
func (c *cluster) killInClass() (leader *natsNode) {
	const learners, before, after = 12, 2, 4
	t := c.t
	t.Helper()
	instructor := c.front.instruct()
	var all []*clusterLearner
	for i := range learners {
		s := c.front.session()
		s.do("GET", "/join", "") // the cookie decides on the host
		l := &clusterLearner{session: s, name: fmt.Sprint("Learner ", i)}
		if a := s.join(l.name, c.front.code); a.status != http.StatusSeeOther {
			t.Fatalf("join: %d %s", a.status, a.body)
		}
		all = append(all, l)
	}
	if a := instructor.do("PATCH", "/api/class", `{"publish":true}`); a.status != http.StatusNoContent {
		t.Fatalf("allow publishing: %d %s", a.status, a.body)
	}
	if a := instructor.do("PUT", "/api/class/message", `{"text":"Well begun"}`); a.status != http.StatusNoContent {
		t.Fatalf("a message: %d %s", a.status, a.body)
	}
	var begun, wg sync.WaitGroup
	for _, l := range all {
		begun.Go(func() { l.work(before) })
	}
	begun.Wait()
	for _, l := range all {
		wg.Go(func() { l.work(after) })
	}
	killed := c.hosts[1]
	leader = c.leader()
	killed.kill()
	leader.kill()
	late, a := c.at(c.hosts[0]).join("Late", c.front.code) // while there is no leader
	if a.status != http.StatusSeeOther {
		t.Errorf("join without a leader: %d %s", a.status, a.body)
	}
	wg.Wait()
	for _, host := range []*playground{c.hosts[0], c.hosts[2]} {
		c.awaitSolved(host, all)
		late.p = host
		page := late.dialClass("api/member", "socketschool.member.v1")
		late.awaitLead(page, func(f leadFrame) bool { return f.Message != nil && f.Message.Text == "Well begun" })
	}
	return leader
}

// loseMajority kills another node than dead. A learner who joins sees that it was not
// stored, and can join once the nodes are back, at a host that was not restarted.
func (c *cluster) loseMajority(dead *natsNode) {
	t, host := c.t, c.hosts[2]
	t.Helper()
	i := slices.IndexFunc(c.nodes, func(n *natsNode) bool { return n != dead })
	c.nodes[i].kill()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, a := c.at(host).join("Refused", c.front.code); a.status != http.StatusServiceUnavailable || !strings.Contains(string(a.body), "could not be stored just now") {
			t.Errorf("join without a majority: %d %s", a.status, a.body)
		}
	})
	learner := host.session()
	learner.start("echo") // labs go on
	wg.Wait()
	host.await(host.stderr, regexp.MustCompile("a cluster needs a majority of its nodes"))
	dead.start()
	c.nodes[i].start()
	for deadline := time.Now().Add(testTimeout); ; {
		_, a := c.at(host).join("Welcome", c.front.code)
		if a.status == http.StatusSeeOther {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("join after the majority is back: %d %s", a.status, a.body)
		}
	}
	if !exported(t, c.at(host).instruct())["Welcome"] {
		t.Error("the host does not have who has joined")
	}
}

// awaitSolved waits until a host has all that was acknowledged.
func (c *cluster) awaitSolved(host *playground, all []*clusterLearner) {
	c.t.Helper()
	for deadline := time.Now().Add(testTimeout); ; time.Sleep(50 * time.Millisecond) {
		var lost []string
		solved := c.solvedAt(host)
		for _, l := range all {
			for _, exercise := range l.solved {
				if !solved[l.name][exercise] {
					lost = append(lost, l.name+" "+exercise)
				}
			}
		}
		if len(lost) == 0 {
			return
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("%s has lost %v", host.base, lost)
		}
	}
}
