package compile

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"socketschool/compile/recipe"
)

const moduleSuffix = ".wasm.gz"

// moduleStore keeps the modules that were used last in a folder, compressed, up to a
// number of bytes. Several processes may share the folder; each bounds what it knows.
type moduleStore struct {
	dir string
	max int64
	log *slog.Logger

	mu    sync.Mutex
	size  int64
	sizes map[string]int64 // by name
	order []string         // the least recently used first
}

// moduleName identifies a program's files and all else that a build depends on.
func moduleName(archives string, p recipe.Program, files map[string]string) string {
	texts := []string{archives, p.Slug, strconv.Itoa(p.Port), strconv.FormatBool(p.TLS), p.Checks}
	for _, name := range sortedKeys(files) {
		texts = append(texts, name, files[name])
	}
	return hashOf(texts...)
}

var moduleNames = regexp.MustCompile(`^[0-9a-f]{32}$`)

// newModuleStore finds the modules that an earlier process has stored.
func newModuleStore(dir string, limit int64, log *slog.Logger) *moduleStore {
	s := &moduleStore{dir: dir, max: limit, log: log, sizes: make(map[string]int64)}
	removeOld(filepath.Join(dir, "*.tmp"), time.Hour)
	entries, _ := os.ReadDir(dir)
	used := make(map[string]time.Time)
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), moduleSuffix)
		info, err := entry.Info()
		if !ok || err != nil || !moduleNames.MatchString(name) || !info.Mode().IsRegular() {
			continue
		}
		used[name] = info.ModTime()
		s.sizes[name] = info.Size()
		s.size += info.Size()
		s.order = append(s.order, name)
	}
	slices.SortStableFunc(s.order, func(a, b string) int { return used[a].Compare(used[b]) })
	s.evict(limit)
	return s
}

func (s *moduleStore) file(name string) string { return filepath.Join(s.dir, name+moduleSuffix) }

// has reports whether the module is stored, and counts that as a use.
func (s *moduleStore) has(name string) bool {
	module, err := s.open(name)
	if err != nil {
		return false
	}
	return module.Close() == nil
}

// Module is a stored module, compressed with gzip.
type Module struct {
	*io.SectionReader // its size is the module's
	file              *os.File
}

func (m *Module) Close() error { return m.file.Close() }

// open returns a module, and counts that as a use. It removes one that is damaged, so
// that it is built again. The error is fs.ErrNotExist if it is not stored.
func (s *moduleStore) open(name string) (*Module, error) {
	if !moduleNames.MatchString(name) {
		return nil, fs.ErrNotExist
	}
	module, err := openModule(s.file(name))
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.forget(name)
	}
	if errors.Is(err, errDamaged) {
		s.log.Warn("a stored module is damaged and is built again when asked for", "file", s.file(name))
		if err := os.RemoveAll(s.file(name)); err != nil { // also a folder
			s.log.Warn("the damaged module could not be removed", "error", err)
		}
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	s.use(name, module.Size()+sha256.Size)
	now := time.Now()
	_ = os.Chtimes(s.file(name), now, now) // for the order after a restart
	return module, nil
}

var errDamaged = errors.New("the stored module is damaged")

// openModule opens a file that write has written: a module, and its SHA-256. The error
// is errDamaged where they differ.
func openModule(name string) (_ *Module, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size() - sha256.Size
	if !info.Mode().IsRegular() || size <= 0 {
		return nil, errDamaged
	}
	found, want := sha256.New(), make([]byte, sha256.Size)
	if _, err := io.Copy(found, io.NewSectionReader(file, 0, size)); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if _, err := file.ReadAt(want, size); err != nil || !bytes.Equal(found.Sum(nil), want) {
		return nil, errDamaged
	}
	return &Module{io.NewSectionReader(file, 0, size), file}, nil
}

// put compresses and stores a module. Where there is no room for it, it removes all
// others and tries once more.
func (s *moduleStore) put(name string, wasm []byte) error {
	packed, err := compress(wasm)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(packed)
	packed = append(packed, sum[:]...)
	err = s.write(name, packed)
	if isDiskFull(err) {
		s.log.Warn("the disk is full: stored modules are removed", "folder", s.dir)
		s.evict(0)
		err = s.write(name, packed)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.use(name, int64(len(packed)))
	s.mu.Unlock()
	s.evict(s.max)
	return nil
}

// compress uses the quickest level: higher ones take longer than the bytes that they
// save take on a local network. At that level package compress/gzip takes twice as long.
func compress(wasm []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(wasm); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// write writes the file under another name and renames it. It does not wait for the disk:
// a file that a power failure has cut is known by its hash, and built again.
func (s *moduleStore) write(name string, packed []byte) error {
	if err := makeFolder(s.dir); err != nil {
		return err
	}
	temp, err := os.CreateTemp(s.dir, name+"-*.tmp")
	if err != nil {
		return err
	}
	_, err = temp.Write(packed)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), s.file(name))
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
	return err
}

// use makes a module the last one to be evicted. The lock is held.
func (s *moduleStore) use(name string, size int64) {
	s.forget(name)
	s.sizes[name] = size
	s.size += size
	s.order = append(s.order, name)
}

// forget takes a module out of the order. The lock is held.
func (s *moduleStore) forget(name string) {
	if size, ok := s.sizes[name]; ok {
		s.size -= size
		delete(s.sizes, name)
		i := slices.Index(s.order, name)
		s.order = slices.Delete(s.order, i, i+1)
	}
}

// evict removes the least recently used modules, until the others have limit bytes at
// most. It keeps the newest one, unless limit is 0.
func (s *moduleStore) evict(limit int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.size > limit && (len(s.order) > 1 || limit == 0) {
		name := s.order[0]
		s.forget(name)
		if err := os.Remove(s.file(name)); err != nil && !os.IsNotExist(err) {
			s.log.Warn("a module could not be removed", "error", err)
		}
	}
}
