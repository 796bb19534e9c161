package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// nodeVariable has the nodeOptions of a process of this test that is to be a node of a
// NATS cluster.
const nodeVariable = "E2E_NATS_NODE"

// nodeOptions are what the nodes of a cluster differ in.
type nodeOptions struct {
	Name        string
	Port        int
	ClusterPort int
	Routes      []string
	Dir         string
}

// runNode is a node until it gets a signal.
func runNode(text string) int {
	var n nodeOptions
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	options := &server.Options{
		ServerName: n.Name, Host: "127.0.0.1", Port: n.Port, JetStream: true, StoreDir: n.Dir, NoSigs: true,
		Cluster: server.ClusterOpts{Name: "school", Host: "127.0.0.1", Port: n.ClusterPort},
	}
	for _, route := range n.Routes {
		u, err := url.Parse(route)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		options.Routes = append(options.Routes, u)
	}
	srv, err := server.NewServer(options)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	go srv.Start()
	<-ended
	srv.Shutdown()
	srv.WaitForShutdown()
	return 0
}

// natsNode is a node of a cluster, a process of its own.
type natsNode struct {
	t       *testing.T
	options string
	name    string
	address string // host and port for clients
	cmd     *exec.Cmd
}

// natsCluster starts a NATS cluster of three nodes.
func natsCluster(t *testing.T) []*natsNode {
	t.Helper()
	const size = 3
	var routes []string
	var all []nodeOptions
	for i := range size {
		n := nodeOptions{Name: fmt.Sprint("node", i), Port: freePort(t), ClusterPort: freePort(t), Dir: t.TempDir()}
		all, routes = append(all, n), append(routes, fmt.Sprintf("nats://127.0.0.1:%d", n.ClusterPort))
	}
	var nodes []*natsNode
	for _, n := range all {
		n.Routes = routes
		text, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		node := &natsNode{t: t, options: string(text), name: n.Name, address: fmt.Sprintf("127.0.0.1:%d", n.Port)}
		node.start()
		nodes = append(nodes, node)
		t.Cleanup(node.kill)
	}
	return nodes
}

// natsURL is what --nats-url takes.
func natsURL(nodes []*natsNode) string {
	var all []string
	for _, n := range nodes {
		all = append(all, "nats://"+n.address)
	}
	return strings.Join(all, ",")
}

// start starts the node, with the files that it had.
func (n *natsNode) start() {
	n.t.Helper()
	n.cmd = exec.Command(os.Args[0])
	n.cmd.Env = append(os.Environ(), nodeVariable+"="+n.options)
	n.cmd.Stderr = os.Stderr
	if err := n.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	awaitListener(n.t, n.address)
}

// kill ends the node as kill -9 does.
func (n *natsNode) kill() {
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait()
}
