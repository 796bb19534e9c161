package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	goqr "github.com/piglig/go-qr"

	"socketschool/bridge"
	"socketschool/class"
	"socketschool/class/hosts"
	"socketschool/class/live"
	"socketschool/class/natsstore"
	"socketschool/class/servers"
	"socketschool/relay"
	"socketschool/web"
)

// openTime bounds opening the stored classes.
const openTime = 30 * time.Second

type classCmd struct {
	serveCmd `embed:"" set:"listen=:8080"`

	DataDir    string `type:"path" placeholder:"FOLDER" help:"Folder for rooms, members and their progress. By default below the user's configuration folder. Not with --nats-url."`
	Passphrase string `placeholder:"TEXT" help:"What learners must know besides the room's code."`
	Resume     bool   `help:"Go on with the newest class of the folder, instead of a new one."`
	RenewLink  bool   `help:"With --resume: print a new instructor's link. The former one has no power any more."`

	PublishHost string `default:"127.0.0.1" placeholder:"IP" help:"IP address at which the servers that learners publish listen (${default}): 0.0.0.0 is all of this computer's. Publishing itself is allowed on your page."`
}

// Help is shown by class --help.
func (classCmd) Help() string {
	return `Prints what learners open, with a QR code, and your own link: keep that one secret.
End the class with Ctrl-C, and go on with it by --resume: learners come back as they were.

Stored in --data-dir, or by --nats-url, until you delete the class on your page: names, what
each learner has solved and is at, and when they were active. Nothing is sent elsewhere.`
}

// Run holds a class until the context ends.
func (c classCmd) Run(e env) error {
	ctx, cancel := context.WithTimeout(e.ctx, openTime)
	defer cancel()
	store, err := c.openStore(ctx, e.log)
	if err != nil {
		return err
	}
	held, err := hold(ctx, store, e.log)
	if err != nil {
		return err
	}
	defer held.close()
	held.publishHost = c.PublishHost
	if err := c.enter(ctx, held); err != nil {
		return err
	}
	c.Shared = true
	c.Host = append(c.Host, hostAddresses()...)
	return c.serve(e, held)
}

// openStore opens what keeps the classes: a folder, or a NATS server elsewhere.
func (c classCmd) openStore(ctx context.Context, log *slog.Logger) (*natsstore.Store, error) {
	if c.NATSURL != "" {
		return natsstore.Connect(ctx, c.nats(), log)
	}
	dir, err := c.dataDir()
	if err != nil {
		return nil, err
	}
	return natsstore.Open(ctx, dir)
}

func (c serveCmd) nats() natsstore.Remote {
	return natsstore.Remote{URL: c.NATSURL, Credentials: c.NATSCreds, CA: c.NATSCA}
}

// Validate rejects two places for the classes, and a PublishHost that nothing can listen at.
func (c classCmd) Validate() error {
	if net.ParseIP(c.PublishHost) == nil {
		return fmt.Errorf("--publish-host %q is no IP address", c.PublishHost)
	}
	if c.NATSURL != "" && c.DataDir != "" {
		return errors.New("--data-dir and --nats-url: classes are kept in one place")
	}
	return c.serveCmd.Validate()
}

func (c classCmd) dataDir() (string, error) {
	if c.DataDir != "" {
		return c.DataDir, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for the class, name one with --data-dir: %w", err)
	}
	return filepath.Join(dir, "socketschool", "class"), nil
}

// heldClass is what this process holds of classes. closePages is for nil, too.
type heldClass struct {
	class      *web.Class
	store      *natsstore.Store
	room       class.Room // without a code where this process has made none
	key        string     // the instructor's; empty where it was printed at an earlier start
	sessionKey []byte

	publishHost string // IP address; empty for loopback

	hosts *hosts.Hosts // nil where the store is this host's alone
}

// hold opens the stored classes. It closes the store if it fails.
func hold(ctx context.Context, store *natsstore.Store, log *slog.Logger) (*heldClass, error) {
	school, err := class.Open(ctx, store)
	if err != nil {
		store.Close()
		return nil, err
	}
	rooms := servers.New(school)
	h := &heldClass{store: store, class: &web.Class{School: school, Servers: rooms, Live: live.New(school, rooms, log)}}
	if h.sessionKey, err = school.SessionKey(ctx); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// holdShared opens the classes of --nats-url.
func (c serveCmd) holdShared(e env) (*heldClass, error) {
	ctx, cancel := context.WithTimeout(e.ctx, openTime)
	defer cancel()
	store, err := natsstore.Connect(ctx, c.nats(), e.log)
	if err != nil {
		return nil, err
	}
	return hold(ctx, store, e.log)
}

// enter makes a room, or finds the one to go on with.
func (c classCmd) enter(ctx context.Context, h *heldClass) (err error) {
	school := h.class.School
	if !c.Resume {
		h.room, h.key, err = school.CreateRoom(ctx, c.Passphrase)
		return err
	}
	rooms := school.Rooms()
	if len(rooms) == 0 {
		return errors.New("there is no class to resume here: start one without --resume, or name its folder with --data-dir")
	}
	h.room = rooms[0]
	if c.RenewLink {
		h.key, err = school.RenewKey(ctx, h.room.Code)
	}
	return err
}

// publishWith lets learners publish servers, with connections of the bridge.
func (h *heldClass) publishWith(br *bridge.Bridge, log *slog.Logger) {
	if h != nil {
		h.class.Relay = relay.New(relay.Config{Bridge: br, Host: h.publishHost, Log: log})
	}
}

// meetHosts begins to exchange with the other hosts what is not in the store.
func (h *heldClass) meetHosts(at string, log *slog.Logger) (err error) {
	h.hosts, err = hosts.Start(hosts.Config{
		Bus: h.store, School: h.class.School, Servers: h.class.Servers, Live: h.class.Live, URL: at, Log: log,
	})
	return err
}

// leaveHosts sends the other hosts that this one ends. h may be nil.
func (h *heldClass) leaveHosts() {
	if h != nil && h.hosts != nil {
		h.hosts.Close()
		h.hosts = nil
	}
}

// closePages ends the WebSockets of the class's pages, and the servers of its learners.
func (h *heldClass) closePages() {
	if h != nil {
		h.class.Relay.Close()
		h.class.Live.Close()
	}
}

func (h *heldClass) close() {
	h.leaveHosts()
	if h.class.Relay != nil {
		h.class.Relay.Close()
	}
	h.class.Live.Close()
	h.class.Servers.Close()
	h.class.School.Close()
	h.store.Close()
}

// announce prints what learners open, and the instructor's link.
func (h *heldClass) announce(w io.Writer, learners string) {
	join := learners + "join/" + class.FormatCode(h.room.Code)
	fmt.Fprintf(w, "\nThe class %s. Learners open\n\n    %s\n\n", class.FormatCode(h.room.Code), join)
	if qr, err := goqr.EncodeText(join, goqr.Low); err == nil {
		writeQR(w, qr)
	}
	if h.key == "" {
		fmt.Fprintf(w, "\nYour page is %sclass in the browser that has opened your link before; --renew-link prints another one.\n", learners)
		return
	}
	fmt.Fprintf(w, "\nYour link, which nobody else should see:\n\n    %sinstruct/%s\n", learners, h.key)
}

// writeQR writes a QR code as text, two rows of modules in a line. Terminals are mostly
// dark: light modules are drawn, so that a phone sees a light margin around dark ones.
func writeQR(w io.Writer, qr *goqr.QrCode) {
	const quiet = 2 // modules around it; 4 by the standard, but lines are short
	light := func(x, y int) int {
		if x >= 0 && y >= 0 && x < qr.Size() && y < qr.Size() && qr.Module(x, y) {
			return 0
		}
		return 1
	}
	for y := -quiet; y < qr.Size()+quiet; y += 2 {
		line := []rune("    ")
		for x := -quiet; x < qr.Size()+quiet; x++ {
			line = append(line, []rune(" ▄▀█")[2*light(x, y)+light(x, y+1)])
		}
		fmt.Fprintln(w, string(line))
	}
}

// hostAddresses returns the addresses by which others in the network reach this host, the
// one of the default route first.
func hostAddresses() []string {
	var all []string
	if conn, err := net.Dial("udp4", "192.0.2.1:9"); err == nil { // sends nothing
		if own, ok := conn.LocalAddr().(*net.UDPAddr); ok && !own.IP.IsLoopback() {
			all = append(all, own.IP.String())
		}
		conn.Close()
	}
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.To4() == nil || n.IP.IsLoopback() || n.IP.IsLinkLocalUnicast() {
			continue
		}
		if text := n.IP.String(); len(all) == 0 || text != all[0] {
			all = append(all, text)
		}
	}
	return all
}

// learnersURL is the address at which learners reach the host, as far as the host can
// know: the public one, a name of --host, or an address of its own.
func (c serveCmd) learnersURL(ln net.Listener) string {
	if public, _ := c.public(); public.Origin != "" {
		return public.URL()
	}
	return c.url(ln)
}
