package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// source is what the go command knows of a package.
type source struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Export     string // file of the archive
}

// list runs go list for js/wasm and returns the packages in the order of their paths.
// With -export it compiles them, unless the build cache has them.
func list(args ...string) ([]source, error) {
	args = append([]string{"list", "-trimpath", "-json=ImportPath,Dir,GoFiles,Export"}, args...)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("go list: %w\n%s", err, ee.Stderr)
	}
	if err != nil {
		return nil, err
	}
	var all []source
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var s source
		if err := dec.Decode(&s); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
}

const (
	archiveMagic = "!<arch>\n"
	headerSize   = 60 // of a member: its size in decimal stands at sizeAt, 10 bytes long
	sizeAt       = 48
)

// exportData returns the beginning of an archive with its first member, __.PKGDEF, which
// is all that go/importer reads.
func exportData(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, len(archiveMagic)+headerSize)
	if _, err := io.ReadFull(f, head); err != nil {
		return nil, err
	}
	header := string(head[len(archiveMagic):])
	if !strings.HasPrefix(string(head), archiveMagic+"__.PKGDEF") {
		return nil, errors.New("the archive does not begin with export data")
	}
	size, err := strconv.ParseInt(strings.TrimSpace(header[sizeAt:sizeAt+10]), 10, 64)
	if err != nil {
		return nil, err
	}
	member, err := io.ReadAll(io.LimitReader(f, size))
	return append(head, member...), err
}
