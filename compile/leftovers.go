package compile

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"socketschool/filelock"
)

// lockFile is in a folder in which archives are built, and locked meanwhile.
const lockFile = "lock"

// lockDelay is longer than it takes from making such a folder to the lock.
const lockDelay = 10 * time.Second

// removeUnfinished removes folders in which a process was building archives that was
// killed. Where files cannot be locked, those are the ones older than any such build.
func removeUnfinished(parent string) {
	dirs, _ := filepath.Glob(filepath.Join(parent, unfinishedFolders))
	for _, dir := range dirs {
		name := filepath.Join(dir, lockFile)
		if !filelock.CanTry || !exists(name) {
			removeOld(dir, prepareTimeout)
			continue
		}
		if held, err := filelock.Try(name); err == nil {
			removeOld(dir, lockDelay)
			_ = held.Close()
		}
	}
}

var archiveNames = regexp.MustCompile(`^archives-[0-9a-f]{32}$`)

// removeEarlier removes the archives of other versions than current, a folder, but
// keeps those used last: a newer version that is tried and given up finds its own. A
// host that still uses the others builds them again.
func removeEarlier(current string) {
	parent := filepath.Dir(current)
	entries, _ := os.ReadDir(parent)
	used := make(map[string]time.Time)
	var others []string
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !archiveNames.MatchString(entry.Name()) || entry.Name() == filepath.Base(current) {
			continue
		}
		used[entry.Name()] = info.ModTime()
		others = append(others, entry.Name())
	}
	slices.SortFunc(others, func(a, b string) int { return used[b].Compare(used[a]) })
	for _, name := range others[min(1, len(others)):] {
		_ = os.RemoveAll(filepath.Join(parent, name))
	}
}
