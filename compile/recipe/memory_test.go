package recipe_test

import (
	"slices"
	"strings"
	"testing"

	"socketschool/compile/recipe"
)

var (
	header  = []byte("\x00asm\x01\x00\x00\x00")
	custom  = []byte{0, 3, 1, 'a', 0xff}                  // a section without meaning
	exports = []byte{7, 7, 1, 3, 'm', 'e', 'm', 2, 0}     // memory 0 as "mem"
	capped9 = []byte{5, 4, 1, 1, 2, 9}                    // 2 to 9 pages
	shared  = []byte{5, 4, 1, 3, 1, 1}                    // a flag more
	endless = []byte{5, 8, 1, 0, 128, 128, 128, 128, 128} // a size that is not there
)

func module(sections ...[]byte) []byte { return slices.Concat(header, slices.Concat(sections...)) }

func TestCapMemory(t *testing.T) {
	tests := []struct {
		name     string
		in, want []byte
	}{
		{"no limit", module(custom, []byte{5, 3, 1, 0, 2}, exports), module(custom, []byte{5, 4, 1, 1, 2, 50}, exports)},
		{"a smaller limit stays", module(capped9), module(capped9)},
		{"a larger limit is lowered", module([]byte{5, 4, 1, 1, 2, 99}, custom), module([]byte{5, 4, 1, 1, 2, 50}, custom)},
	}
	for _, tt := range tests {
		if got, err := recipe.CapMemory(tt.in, 50); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: % x and %v, want % x", tt.name, got, err, tt.want)
		}
	}
	// Numbers of several bytes: 200 is c8 01, 4096 is 80 20.
	got, err := recipe.CapMemory(module([]byte{5, 4, 1, 0, 0xc8, 1}, exports), recipe.MaxPages)
	if want := module([]byte{5, 6, 1, 1, 0xc8, 1, 0x80, 0x20}, exports); err != nil || !slices.Equal(got, want) {
		t.Errorf("% x and %v, want % x", got, err, want)
	}
}

func TestCapMemoryRejects(t *testing.T) {
	tests := []struct {
		name string
		in   []byte
		want string
	}{
		{"no module", []byte{1, 2, 3}, "not a WebAssembly module"},
		{"no memory", module(custom), "no memory of its own"},
		{"two memories", module([]byte{5, 5, 2, 0, 1, 0, 1}), "number of memories"},
		{"shared", module(shared), "another kind"},
		{"64-bit", module([]byte{5, 3, 1, 4, 1}), "another kind"},
		{"too large from the start", module([]byte{5, 4, 1, 0, 0xff, 1}), "needs 15 MB"},
		{"cut short", module([]byte{5, 9, 1, 0}), "cut short"},
		{"cut short after the memory", module(capped9, exports[:5]), "cut short"},
		{"ends in a number", module([]byte{5, 3, 1, 0, 0x80}), "another form"},
		{"more than a memory", module([]byte{5, 4, 1, 0, 1, 7}), "another form"},
		{"an endless number", module(endless), "cut short"},
	}
	for _, tt := range tests {
		if _, err := recipe.CapMemory(tt.in, 50); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func FuzzCapMemory(f *testing.F) {
	f.Add(module(custom, capped9))
	f.Add(module(endless))
	f.Fuzz(func(t *testing.T, in []byte) {
		once, err := recipe.CapMemory(in, 50)
		if err != nil {
			return
		}
		if again, err := recipe.CapMemory(once, 50); err != nil || !slices.Equal(again, once) {
			t.Errorf("% x becomes % x, then % x and %v", in, once, again, err)
		}
	})
}
