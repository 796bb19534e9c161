//go:build !unix

package lab

// initRaw finds nothing here: whether a call would block cannot be asked.
func (h *half) initRaw() {}

func (h *half) read() (int, error) {
	h.blocks()
	return h.conn.inner.Read(h.p)
}

func (h *half) write() (int, error) {
	h.blocks()
	return h.conn.inner.Write(h.p)
}
