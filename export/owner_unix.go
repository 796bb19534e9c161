//go:build unix

package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ownership is a folder's owner, group, permissions and setgid bit.
type ownership struct {
	uid, gid int
	mode     fs.FileMode
}

// ownershipOf returns nil for a folder that does not exist yet.
func ownershipOf(info fs.FileInfo) *ownership {
	if info == nil {
		return nil
	}
	stat := info.Sys().(*syscall.Stat_t)
	return &ownership{int(stat.Uid), int(stat.Gid), info.Mode() & (fs.ModePerm | fs.ModeSetgid | fs.ModeSticky)}
}

// giveFolder makes dir the owner's, with its permissions.
func (o *ownership) giveFolder(dir string) error {
	if o == nil {
		return nil
	}
	if err := o.give(dir); err != nil {
		return err
	}
	return os.Chmod(dir, o.mode)
}

// give makes a file or folder the owner's. It does nothing where that is so
// already, and for a process that is not allowed to give files away, except
// for the folder itself.
func (o *ownership) give(name string) error {
	if o == nil {
		return nil
	}
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if stat := info.Sys().(*syscall.Stat_t); int(stat.Uid) == o.uid && int(stat.Gid) == o.gid {
		return nil
	}
	return os.Lchown(name, o.uid, o.gid)
}

// isMount reports whether dir is where another file system begins, which
// cannot be renamed.
func isMount(dir string, info fs.FileInfo) bool {
	if info == nil {
		return false
	}
	above, err := os.Stat(filepath.Dir(dir))
	return err == nil && above.Sys().(*syscall.Stat_t).Dev != info.Sys().(*syscall.Stat_t).Dev
}

// syncFolder writes the names in dir to the disk.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// cannotRename reports whether a rename failed because of what the folder is: a
// mount point, or on another file system.
func cannotRename(err error) bool {
	return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV)
}
