package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// target is a system to build for, by Go's names.
type target struct{ os, arch string }

var targets = []target{
	{"linux", "amd64"},
	{"linux", "arm64"},
	{"darwin", "amd64"},
	{"darwin", "arm64"},
	{"windows", "amd64"},
	{"windows", "arm64"},
}

// systems are the names that people know, where Go has another one.
var systems = map[string]string{"darwin": "macos"}

//go:embed README.txt
var readme []byte

// folderName is the folder within the archive.
func (r release) folderName(t target) string {
	system := t.os
	if name, ok := systems[system]; ok {
		system = name
	}
	return fmt.Sprintf("socketschool-%s-%s-%s", r.version, system, t.arch)
}

func (r release) archiveName(t target) string {
	if t.os == "windows" {
		return r.folderName(t) + ".zip"
	}
	return r.folderName(t) + ".tar.gz"
}

// env sets all that makes Go build other code for the target: nothing of it
// comes from this machine's environment.
func (t target) env() []string {
	return []string{
		"CGO_ENABLED=0", "GOOS=" + t.os, "GOARCH=" + t.arch,
		"GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=", "GOFLAGS=",
	}
}

func binaryName(t target) string {
	if t.os == "windows" {
		return "socketschool.exe"
	}
	return "socketschool"
}

// build compiles the program for a target, with the assets as they are in the
// module's folder, and writes the archive.
func (r release) build(ctx context.Context, t target) error {
	dir, err := os.MkdirTemp("", "socketschool-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, binaryName(t))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -buildid= -X main.version="+r.version, "-o", binary, "./cmd/socketschool")
	cmd.Dir = r.root
	cmd.Env = append(os.Environ(), t.env()...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	program, err := os.ReadFile(binary)
	if err != nil {
		return err
	}
	licenses, err := r.licenses(ctx, t)
	if err != nil {
		return err
	}
	files := []file{ // sorted by name
		{"LICENSES.txt", 0o644, licenses},
		{"README.txt", 0o644, readme},
		{binaryName(t), 0o755, program},
	}
	if err := os.MkdirAll(r.dist, 0o777); err != nil {
		return err
	}
	return r.writeArchive(t, files)
}
