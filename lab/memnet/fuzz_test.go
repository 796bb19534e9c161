package memnet_test

import (
	"bytes"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"socketschool/lab/memnet"
)

// FuzzStream sends and takes pieces of any size, both ways at once, over a
// buffer of any size, and half-closes: what arrives is what was sent, and then
// the end.
func FuzzStream(f *testing.F) {
	f.Add([]byte{1, 2, 3}, uint8(0), false)
	f.Add([]byte{255, 0, 255}, uint8(9), false)
	f.Add([]byte("a word has pieces of some hundred bytes"), uint8(200), true)
	f.Fuzz(func(t *testing.T, sizes []byte, buffer uint8, slow bool) {
		n := &memnet.Network{Buffer: int(buffer)}
		if slow {
			n.Latency = time.Microsecond
		}
		c, s := connect(t, n)
		other := slices.Clone(sizes)
		slices.Reverse(other)
		var all sync.WaitGroup
		carry := func(from, to *memnet.Conn, pieces, gulps []byte) {
			all.Go(func() { sendPieces(t, from, pieces) })
			all.Go(func() { takePieces(t, to, total(pieces), gulps) })
		}
		carry(c, s, sizes, other)
		carry(s, c, other, other)
		all.Wait()
	})
}

func total(pieces []byte) (n int) {
	for _, size := range pieces {
		n += int(size)
	}
	return n
}

// count is n bytes of which each tells where it belongs.
func count(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i ^ i>>8)
	}
	return p
}

func sendPieces(t *testing.T, c *memnet.Conn, pieces []byte) {
	left := count(total(pieces))
	for _, size := range pieces {
		n, err := c.Write(left[:size])
		if n != int(size) || err != nil {
			t.Errorf("wrote %d of %d: %v", n, size, err)
		}
		left = left[size:]
	}
	if err := c.CloseWrite(); err != nil {
		t.Error(err)
	}
}

func takePieces(t *testing.T, c *memnet.Conn, want int, gulps []byte) {
	var got []byte
	for i := 0; ; i++ {
		size := 1
		if len(gulps) > 0 {
			size += int(gulps[i%len(gulps)])
		}
		p := make([]byte, size)
		n, err := c.Read(p)
		got = append(got, p[:n]...)
		if err == io.EOF && n == 0 {
			break
		}
		if err != nil || n == 0 {
			t.Errorf("a read of %d: %d, %v", size, n, err)
			return
		}
	}
	if !bytes.Equal(got, count(want)) {
		t.Errorf("%d bytes arrived, not as the %d that were sent", len(got), want)
	}
}
