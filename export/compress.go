package export

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
)

// compressible are the kinds of file that web servers look for a compressed
// form of. Fonts and pictures are compressed in themselves.
var compressible = []string{".html", ".js", ".css", ".svg", ".json", ".xml", ".wasm", ".bin"}

// compress compresses what the build has not, on all processors.
func (s *fileSet) compress(ctx context.Context) error {
	var (
		group sync.WaitGroup
		turn  = make(chan struct{}, runtime.GOMAXPROCS(0))
		errs  = make([]error, len(s.files))
	)
	for i := range s.files {
		f := &s.files[i]
		if f.br != nil || f.gz != nil || !slices.Contains(compressible, path.Ext(f.path)) {
			continue
		}
		turn <- struct{}{}
		group.Go(func() {
			defer func() { <-turn }()
			if errs[i] = ctx.Err(); errs[i] == nil {
				errs[i] = f.compress()
			}
		})
	}
	group.Wait()
	return firstError(errs...)
}

func (f *file) compress() error {
	var br, gz bytes.Buffer
	zw, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, w := range []io.WriteCloser{zw, brotli.NewWriterLevel(&br, brotli.BestCompression)} {
		if _, err := w.Write(f.content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	f.br, f.gz = br.Bytes(), gz.Bytes()
	return nil
}
