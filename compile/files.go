package compile

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// hashOf returns a hash of texts, in 32 hexadecimal digits.
func hashOf(texts ...string) string {
	h := sha256.New()
	for _, text := range texts {
		_ = binary.Write(h, binary.LittleEndian, uint64(len(text)))
		_, _ = h.Write([]byte(text))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// makeFolder makes a folder that every user can read, unless it is there.
func makeFolder(dir string) error { return os.MkdirAll(dir, 0o755) }

// writeFile writes a file that every user can read, whatever the umask is.
func writeFile(name string, content []byte) error {
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return err
	}
	return os.Chmod(name, 0o644)
}

// replaceFolder renames a folder. It replaces one that is there.
func replaceFolder(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrExist) || err != nil && exists(to) {
		if err := os.RemoveAll(to); err != nil {
			return err
		}
		return os.Rename(from, to)
	}
	return err
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
