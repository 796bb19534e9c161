package recipe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// MaxPages is the most memory that a module can have, in pages of 64 KiB.
const MaxPages = 4096

var moduleHeader = []byte("\x00asm\x01\x00\x00\x00")

// ErrCutShort is the error for a module that does not end where its last section does.
var ErrCutShort = errors.New("a module that is cut short")

const (
	memorySection = 5 // id
	hasMax        = 1 // the only flag that is handled: not shared, not 64-bit
)

// CapMemory returns the module with a memory of at most so many pages. Go's linker
// sets no maximum, so that a server could grow to 4 GB; beyond the maximum,
// memory.grow fails and Go exits with "out of memory". It writes into the module's
// memory section (WebAssembly 2.0, 5.5.8). The error is Problems where the program
// needs more from the start, and ErrCutShort for the begin of a module: on a full disk
// the linker writes one and reports no error.
func CapMemory(module []byte, pages uint64) ([]byte, error) {
	if !bytes.HasPrefix(module, moduleHeader) {
		return nil, errors.New("not a WebAssembly module")
	}
	var capped []byte
	for at := len(moduleHeader); at < len(module); {
		start, id := at, module[at]
		size, n := binary.Uvarint(module[at+1:])
		if n <= 0 || size > uint64(len(module)-at-1-n) {
			return nil, fmt.Errorf("section %d of %w", id, ErrCutShort)
		}
		content := module[at+1+n:][:size]
		at += 1 + n + int(size)
		if id == memorySection {
			section, err := cappedSection(content, pages)
			if err != nil {
				return nil, err
			}
			capped = slices.Concat(module[:start], section, module[at:])
		}
	}
	if capped == nil {
		return nil, errors.New("the module has no memory of its own")
	}
	return capped, nil
}

// cappedSection returns the whole section for a content with one memory.
func cappedSection(content []byte, pages uint64) ([]byte, error) {
	if len(content) < 2 || content[0] != 1 || content[1]&^hasMax != 0 {
		return nil, errors.New("the module has another kind or number of memories")
	}
	least, n := binary.Uvarint(content[2:])
	rest := content[2+max(n, 0):]
	most := pages
	if content[1]&hasMax != 0 && n > 0 {
		var own uint64
		var m int
		own, m = binary.Uvarint(rest)
		rest = rest[max(m, 0):]
		most = min(own, pages)
		n = min(n, m)
	}
	if n <= 0 || len(rest) > 0 {
		return nil, errors.New("the module's memory section has another form")
	}
	if least > most {
		return nil, Problems{{Message: fmt.Sprintf("the program needs %d MB of memory from the start: it may have %d", least>>4, most>>4)}}
	}
	capped := binary.AppendUvarint([]byte{1, hasMax}, least)
	capped = binary.AppendUvarint(capped, most)
	section := binary.AppendUvarint([]byte{memorySection}, uint64(len(capped)))
	return append(section, capped...), nil
}
