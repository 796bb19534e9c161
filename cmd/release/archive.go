package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// file is a file of an archive.
type file struct {
	name    string
	mode    fs.FileMode
	content []byte
}

// writeArchive writes the files, below one folder, into the target's archive.
func (r release) writeArchive(t target, files []file) error {
	write := writeTarGzip
	if t.os == "windows" {
		write = writeZip
	}
	var b bytes.Buffer
	if err := write(&b, r.folderName(t)+"/", r.time, files); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.dist, r.archiveName(t)), b.Bytes(), 0o666)
}

func writeTarGzip(w io.Writer, folder string, modified time.Time, files []file) error {
	compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(compressed)
	header := tar.Header{Typeflag: tar.TypeDir, Name: folder, Mode: 0o755, ModTime: modified, Format: tar.FormatUSTAR}
	if err := archive.WriteHeader(&header); err != nil {
		return err
	}
	for _, f := range files {
		header := tar.Header{
			Typeflag: tar.TypeReg, Name: folder + f.name, Mode: int64(f.mode), Size: int64(len(f.content)),
			ModTime: modified, Format: tar.FormatUSTAR,
		}
		if err := archive.WriteHeader(&header); err != nil {
			return err
		}
		if _, err := archive.Write(f.content); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

func writeZip(w io.Writer, folder string, modified time.Time, files []file) error {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, f := range files {
		header := zip.FileHeader{Name: folder + f.name, Method: zip.Deflate, Modified: modified}
		header.SetMode(f.mode)
		entry, err := archive.CreateHeader(&header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.content); err != nil {
			return err
		}
	}
	return archive.Close()
}

// writeSums writes SHA256SUMS, in the format of sha256sum.
func writeSums(dist string, archives []string) error {
	var sums bytes.Buffer
	for _, name := range slices.Sorted(slices.Values(archives)) {
		content, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), name)
	}
	return os.WriteFile(filepath.Join(dist, "SHA256SUMS"), sums.Bytes(), 0o666)
}
