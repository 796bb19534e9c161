package tcpstate

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tableFile = "/proc/net/tcp" // IPv4: labs listen on 127.0.0.1

	// maxTable bounds how much of the table is read, in bytes: 50,000 connections.
	maxTable = 8 << 20

	// tableLoad bounds the share of time that reading takes: a table is good for so many
	// times as long as it took to read, and for maxAge at most.
	tableLoad = 20
	maxAge    = 500 * time.Millisecond
)

// table is Linux' table of connections: the state and the queues of each end on this
// computer, also of those that no process has open.
type table struct {
	ends map[ends]End
	good time.Time // until when it is used
}

type ends struct{ local, remote netip.AddrPort }

var latest struct {
	sync.Mutex
	table *table
}

// currentTable returns a table that is new, or as old as its cost asks for. It is nil
// where the kernel has none to read.
func currentTable() *table {
	latest.Lock()
	defer latest.Unlock()
	start := time.Now()
	if latest.table != nil && start.Before(latest.table.good) {
		return latest.table
	}
	f, err := os.Open(tableFile)
	if err != nil {
		return nil
	}
	defer f.Close()
	t := parseTable(io.LimitReader(f, maxTable))
	now := time.Now()
	t.good = now.Add(min(maxAge, tableLoad*now.Sub(start)))
	latest.table = t
	return t
}

// parseTable reads the lines of /proc/net/tcp as proc_net_tcp(5) has them. It leaves out
// those that it does not understand.
func parseTable(r io.Reader) *table {
	t := &table{ends: make(map[ends]End)}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 10 {
			continue
		}
		local, lok := parseAddress(fields[1])
		remote, rok := parseAddress(fields[2])
		state, err := strconv.ParseUint(fields[3], 16, 8)
		if !lok || !rok || err != nil {
			continue
		}
		e := End{State: stateName(int(state))}
		e.Closed = fields[9] == noInode && !acceptable(e.State)
		if queues, ok := parseQueues(fields[4]); ok && e.State != timeWaitState {
			if finReceived(e.State) { // it counts as a byte until it is read
				queues.Receive = max(0, queues.Receive-1)
			}
			e.setQueues(queues)
		}
		t.ends[ends{local, remote}] = e
	}
	return t
}

// parseAddress parses "0100007F:0FC8": the address as a number of this computer, the port.
func parseAddress(text string) (netip.AddrPort, bool) {
	addr, port, ok := strings.Cut(text, ":")
	bytes, err := hex.DecodeString(addr)
	number, perr := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || perr != nil || len(bytes) != 4 {
		return netip.AddrPort{}, false
	}
	var ip [4]byte
	binary.NativeEndian.PutUint32(ip[:], binary.BigEndian.Uint32(bytes))
	return netip.AddrPortFrom(netip.AddrFrom4(ip), uint16(number)), true
}

// parseQueues parses "00000000:00000005": bytes to send, bytes received.
func parseQueues(text string) (Queues, bool) {
	send, receive, ok := strings.Cut(text, ":")
	s, serr := strconv.ParseUint(send, 16, 31)
	r, rerr := strconv.ParseUint(receive, 16, 31)
	return Queues{Receive: int(r), Send: int(s)}, ok && serr == nil && rerr == nil
}

// add returns what is known of the end from local to remote. e is what its descriptor
// says, or nil if this process has none.
func (t *table) add(e *End, local, remote string) *End {
	if !e.over() {
		return e
	}
	from, ferr := netip.ParseAddrPort(local)
	to, terr := netip.ParseAddrPort(remote)
	if ferr != nil || terr != nil {
		return e
	}
	listed, ok := t.ends[ends{from, to}]
	switch {
	case ok && e != nil && !e.Closed: // open here, and for the kernel already in TIME_WAIT
		listed.Closed = false
		return &listed
	case ok:
		return &listed
	case e != nil && !e.Closed:
		return e
	}
	return &End{State: closed, Closed: true}
}

// noInode is the inode of an end that no process has open: one that is closed, or that no
// server has accepted yet.
const noInode = "0"

// acceptable reports whether an end without an inode, in that state, has yet to be accepted:
// one that is closed has sent its FIN.
func acceptable(state string) bool {
	return state == established || state == closeWait || state == "SYN_RECV"
}

// finReceived reports whether the other end's FIN has come.
func finReceived(state string) bool {
	return state == closeWait || state == lastAck || state == closing
}
