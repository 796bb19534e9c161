package natsstore

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"socketschool/class"
)

// filesWith returns the files below dir that contain a text.
func filesWith(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestErase: no file has what a deleted class held, in former values neither, while the
// server runs; what an earlier process has left goes at the next start.
func TestErase(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	school, err := class.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	room, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	join := func(code, name string) class.Member {
		t.Helper()
		_, m, err := school.Join(t.Context(), class.JoinRequest{Code: code, Name: name, Session: name})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	ada := join(room.Code, "Ada Lovelace")
	grace := join(other.Code, "Grace Hopper")
	for _, activity := range []class.Activity{class.Reading, class.Editing} { // former values
		if err := school.Report(t.Context(), room.Code, ada.ID, class.Work{Activity: activity}); err != nil {
			t.Fatal(err)
		}
	}
	if err := school.Rename(t.Context(), room.Code, ada.ID, "Countess"); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, dir, "Ada Lovelace"); len(found) == 0 {
		t.Fatal("the files are compressed: the test sees nothing")
	}
	if err := school.DeleteRoom(t.Context(), room.Code); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Ada Lovelace", "Countess"} {
		if found := filesWith(t, dir, name); len(found) > 0 {
			t.Errorf("after the deletion %q is in %v", name, found)
		}
	}
	if found := filesWith(t, dir, "Grace Hopper"); len(found) == 0 {
		t.Error("the other class is gone")
	}

	school.Close() // and nothing erases what follows
	if _, err := store.Delete(t.Context(), "member."+other.Code+"."+grace.ID); err != nil {
		t.Fatal(err)
	}
	store.Close()
	if found := filesWith(t, dir, "Grace Hopper"); len(found) == 0 {
		t.Fatal("a deletion alone erases: the test sees nothing")
	}
	store = open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	if err := store.Watch(ctx, func(class.Entry) {}, cancel); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := store.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, dir, "Grace Hopper"); len(found) > 0 {
		t.Errorf("after the next start the name is in %v", found)
	}
}
