package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// natsServer starts a single NATS server and returns its URL.
func natsServer(t *testing.T) string {
	t.Helper()
	nats, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	go nats.Start()
	if !nats.ReadyForConnections(testTimeout) {
		t.Fatal("the NATS server does not start")
	}
	t.Cleanup(func() {
		nats.Shutdown()
		nats.WaitForShutdown()
	})
	return nats.ClientURL()
}

// twoHosts starts two hosts of one class. The first one trusts what signs the certificate
// in trusted, if there is a file; the second one gets the flags.
func twoHosts(t *testing.T, trusted string, flags ...string) (first, second *classroom) {
	t.Helper()
	url := natsServer(t)
	class := program("class", "--listen", "127.0.0.1:0", "--nats-url", url)
	if trusted != "" {
		class.Env = append(class.Env, "SSL_CERT_FILE="+trusted)
	}
	first = &classroom{playground: boot(t, class)}
	first.code = first.await(first.stdout, regexp.MustCompile(`/join/([a-z-]+)`))[1]
	first.instructor = first.await(first.stdout, regexp.MustCompile(`/instruct/(\w+)\n`))[1]
	second = &classroom{playground: serve(t, append(flags, "--nats-url", url)...), code: first.code, instructor: first.instructor}
	return first, second
}

// hostsFrame is what an instructor's page gets of members and servers.
type hostsFrame struct {
	Type    string
	Room    *struct{ Present int }
	Members []struct{ Name, Standing string }
	Servers []struct{ ID string }
	Lost    *struct{ ID, Title string }
}

// awaitHosts reads frames of an instructor's page until one is as is says.
func (c *classSocket) awaitHosts(what string, is func(hostsFrame) bool) {
	c.t.Helper()
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", what, err)
		}
		var f hostsFrame
		if err := json.Unmarshal(raw, &f); err != nil {
			c.t.Fatalf("%s: %v", raw, err)
		}
		if is(f) {
			return
		}
	}
}

// TestLookAcrossHosts: an instructor at one host sees, leads and looks at a learner at
// another.
func TestLookAcrossHosts(t *testing.T) {
	first, second := twoHosts(t, "")
	ada, a := first.join("Ada", first.code)
	if a.status != http.StatusSeeOther {
		t.Fatalf("join: %d %s", a.status, a.body)
	}
	instructor := second.instruct()
	board := instructor.classSocket("/api/class", "socketschool.class.v1")
	page := ada.classSocket("/api/member", "socketschool.member.v1")
	page.await("who they are", func(f lookFrame) bool { return f.Type == "member" && !f.Watched })
	board.awaitHosts("a learner who is there", func(f hostsFrame) bool { return f.Room != nil && f.Room.Present == 1 })

	for method, body := range map[string]string{"message": `{"text":"Eyes here"}`, "pause": `{"word":"Listen"}`, "place": `{"path":"lessons/echo"}`} {
		if a := instructor.do("PUT", "/api/class/"+method, body); a.status != http.StatusNoContent {
			t.Errorf("%s: %d %s", method, a.status, a.body)
		}
	}
	ada.awaitLead(ada.dialClass("api/member", "socketschool.member.v1"), func(f leadFrame) bool {
		return f.Message != nil && f.Place != nil && f.Pause != nil && f.Pause.Word == "Listen"
	})

	send := func(body string, want int) {
		t.Helper()
		if a := ada.do("PUT", "/api/member/look", body); a.status != want {
			t.Errorf("a snapshot: %d %s, want %d", a.status, a.body, want)
		}
	}
	send(`{"page":"a"}`, http.StatusConflict) // no look goes on
	path := "/api/class/members/" + instructor.idOf("Ada") + "/look"
	look := instructor.classSocket(path, "socketschool.look.v1")
	look.await("who it is", func(f lookFrame) bool { return f.Type == "look" && f.Name == "Ada" && f.Present })
	page.await("that they are watched", watched)
	send(`{"page":"a","active":2,"text":"from the first host"}`, http.StatusNoContent)
	if f := look.await("a snapshot", snapshot); !strings.Contains(string(f.Snapshot), "from the first host") {
		t.Errorf("the snapshot is %s", f.Snapshot)
	}
	send(`{"page":"b","active":1}`, http.StatusNoContent) // of a page that the learner has left
	send(`{"page":"b","active":3}`, http.StatusNoContent)
	if f := look.await("another page", snapshot); !strings.Contains(string(f.Snapshot), `"active":3`) {
		t.Errorf("the snapshot is %s", f.Snapshot)
	}
	here := first.instruct().classSocket(path, "socketschool.look.v1") // the learner sends no more
	if f := here.await("the last snapshot", snapshot); !strings.Contains(string(f.Snapshot), `"active":3`) {
		t.Errorf("a look from the learner's own host gets %s", f.Snapshot)
	}

	if a := ada.do("PATCH", "/api/member", `{"visible":false}`); a.status != http.StatusNoContent {
		t.Fatalf("decline: %d %s", a.status, a.body)
	}
	for _, l := range []*classSocket{look, here} {
		if f := l.await("the end", ended); f.Reason != "declined" {
			t.Errorf("a look that was declined ends with %+v", f)
		}
	}
	page.await("that they are not watched", func(f lookFrame) bool { return f.Type == "member" && !f.Watched && !f.Visible })
	send(`{"page":"b","active":9}`, http.StatusConflict)
}

// TestServerOfAnotherHost: the class's server runs on one host and is used from the other,
// by those alone who may. When its host dies, the instructor sees that and starts another one.
// That host is reached through a proxy that ends TLS: a real Caddy.
func TestServerOfAnotherHost(t *testing.T) {
	cert, key, _ := certificate(t, "localhost")
	port := freePort(t)
	first, second := twoHosts(t, cert, "--advertise", fmt.Sprintf("https://localhost:%d", port))
	caddy(t, "", port, cert, key, "reverse_proxy "+second.base.Host)
	instructor := second.instruct()
	server := instructor.startServer("broadcast")
	board := first.instruct().classSocket("/api/class", "socketschool.class.v1")
	board.awaitHosts("the server", func(f hostsFrame) bool { return len(f.Servers) == 1 && f.Servers[0].ID == server.ID })

	ada, _ := first.join("Ada", first.code)
	grace, _ := second.join("Grace", first.code)
	instructor.idOf("Ada") // the second host has her
	near, far := grace.connectTo(server.ID), ada.connectTo(server.ID)
	near.opened()
	far.opened()
	far.send("hello from the first host\n")
	for line := near.line(); strings.TrimSpace(line) != "hello from the first host"; line = near.line() {
		if !strings.HasPrefix(line, "Server time: ") {
			t.Fatalf("the other learner gets %q", line)
		}
	}
	for range 3 {
		ada.connectTo(server.ID).opened()
	}
	ada.connectTo(server.ID).closed("refused") // four from whichever host

	elsewhere := first.instruct()
	if a := elsewhere.do("GET", "/api/labs/"+server.ID+"/connections", ""); a.status != http.StatusOK {
		t.Errorf("the instructor at the first host asks for connections: %d %s", a.status, a.body)
	}
	if a := elsewhere.do("POST", "/api/class/server", `{"lesson":"echo"}`); a.status != http.StatusConflict {
		t.Errorf("a second server: %d %s", a.status, a.body)
	}
	for who, s := range map[string]*session{"a learner": ada, "a stranger": first.session()} {
		for _, marked := range []string{"", "1"} {
			a := s.do("GET", "/api/labs/"+server.ID, "", func(r *http.Request) { r.Header.Set("Socketschool-Forwarded", marked) })
			if a.status != http.StatusNotFound {
				t.Errorf("%s gets the lab of the class: %d", who, a.status)
			}
		}
	}
	if _, status := first.session().tryOpen("/api/member/servers/" + server.ID + "/clients"); status != http.StatusNotFound {
		t.Errorf("a stranger's client: status %d", status)
	}

	second.kill()
	_ = board.ws.SetReadDeadline(time.Now().Add(2 * testTimeout))
	board.awaitHosts("that the server is lost", func(f hostsFrame) bool { return f.Lost != nil && f.Lost.ID == server.ID && len(f.Servers) == 0 })
	again := elsewhere.startServer("broadcast")
	board.awaitHosts("another server", func(f hostsFrame) bool { return f.Lost == nil && len(f.Servers) == 1 && f.Servers[0].ID == again.ID })
	if a := elsewhere.do("DELETE", "/api/class/server", ""); a.status != http.StatusNoContent {
		t.Errorf("end it: %d %s", a.status, a.body)
	}
}
