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

// FuzzStream sends and reads writeSizes of any size, in both directions at once, with a
// buffer of any size, and half-closes. What arrives must be what was sent, then EOF.
func FuzzStream(f *testing.F) {
	f.Add([]byte{1, 2, 3}, uint8(0), false)
	f.Add([]byte{255, 0, 255}, uint8(9), false)
	f.Add([]byte("a word has writeSizes of some hundred bytes"), uint8(200), true)
	f.Fuzz(func(t *testing.T, sizes []byte, buffer uint8, slow bool) {
		n := &memnet.Network{Buffer: int(buffer)}
		if slow {
			n.Latency = time.Microsecond
		}
		c, s := connect(t, n)
		other := slices.Clone(sizes)
		slices.Reverse(other)
		var all sync.WaitGroup
		transfer := func(from, to *memnet.Conn, writeSizes, readSizes []byte) {
			all.Go(func() { sendPieces(t, from, writeSizes) })
			all.Go(func() { receivePieces(t, to, total(writeSizes), readSizes) })
		}
		transfer(c, s, sizes, other)
		transfer(s, c, other, other)
		all.Wait()
	})
}

func total(writeSizes []byte) (n int) {
	for _, size := range writeSizes {
		n += int(size)
	}
	return n
}

// pattern returns n bytes that depend on their position.
func pattern(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i ^ i>>8)
	}
	return p
}

func sendPieces(t *testing.T, c *memnet.Conn, writeSizes []byte) {
	rest := pattern(total(writeSizes))
	for _, size := range writeSizes {
		n, err := c.Write(rest[:size])
		if n != int(size) || err != nil {
			t.Errorf("wrote %d of %d: %v", n, size, err)
		}
		rest = rest[size:]
	}
	if err := c.CloseWrite(); err != nil {
		t.Error(err)
	}
}

func receivePieces(t *testing.T, c *memnet.Conn, want int, readSizes []byte) {
	var got []byte
	for i := 0; ; i++ {
		size := 1
		if len(readSizes) > 0 {
			size += int(readSizes[i%len(readSizes)])
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
	if !bytes.Equal(got, pattern(want)) {
		t.Errorf("%d bytes arrived, not as the %d that were sent", len(got), want)
	}
}
