//go:build !unix

package export

import "io/fs"

// ownership is nothing: the system has no owners that a process could keep.
type ownership struct{}

func ownershipOf(fs.FileInfo) *ownership   { return nil }
func (*ownership) giveFolder(string) error { return nil }
func (*ownership) give(string) error       { return nil }
func isMount(string, fs.FileInfo) bool     { return false }
func syncFolder(string) error              { return nil }

// cannotRename reports false: a folder can be renamed unless it is in use.
func cannotRename(error) bool { return false }
