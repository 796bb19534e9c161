package main

import "bytes"

// line is a message for the broadcast lab, size bytes with its newline. The
// mark distinguishes it from others, and from the time that the server sends.
func line(mark byte, size int) []byte {
	b := bytes.Repeat([]byte{mark}, size)
	b[size-1] = '\n'
	return b
}

// lineCounter counts the lines with a mark that have come whole.
type lineCounter struct {
	mark   byte
	within bool // a line has begun
	counts bool // with the mark
}

func (c *lineCounter) count(p []byte) (lines int) {
	for len(p) > 0 {
		if !c.within {
			c.within, c.counts = true, p[0] == c.mark
		}
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			return lines
		}
		if c.counts {
			lines++
		}
		c.within = false
		p = p[end+1:]
	}
	return lines
}

// await reads from l until a line with the mark has come, and returns how many
// have.
func (c *lineCounter) await(l *client, mark byte) (int, error) {
	c.mark = mark
	for {
		p, err := l.read()
		if err != nil {
			return 0, err
		}
		if n := c.count(p); n > 0 {
			return n, nil
		}
	}
}
