package lab_test

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"

	"socketschool/lab"
	"socketschool/lab/event"
)

// printing starts a lab whose server prints these texts.
func printing(t *testing.T, texts ...string) []event.Event {
	t.Helper()
	begin := make(chan *lab.Lab)
	l := start(t, func(_ context.Context, _ net.Listener, log *slog.Logger) error {
		l := <-begin
		for _, text := range texts {
			l.Print([]byte(text), true)
		}
		log.Info("over")
		return nil
	})
	begin <- l
	var printed []event.Event
	for _, e := range readEvents(t, l, event.KindFailed) {
		if e.Kind == event.KindLog && e.Level == "" {
			printed = append(printed, e)
		}
	}
	<-l.Done()
	return printed
}

func TestPrint(t *testing.T) {
	var got []string
	for _, e := range printing(t, "one\n", "", "two\nthree\n", "no end", "\n", strings.Repeat("x", 5000)) {
		got = append(got, e.Message)
		if e.Source == nil || e.Source.File != "print_test.go" {
			t.Errorf("the source of %q is %+v", e.Message, e.Source)
		}
	}
	want := []string{"one", "", "two", "three", "no end", "", strings.Repeat("x", 1024) + "…"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestPrintOfManyLines(t *testing.T) {
	all := printing(t, strings.Repeat("line\n", 1000))
	if len(all) != 101 || all[100].Message != "… and 900 more lines" {
		t.Errorf("%d events, the last one %q", len(all), all[len(all)-1].Message)
	}
	if all := printing(t, strings.Repeat("line\n", 100)); len(all) != 100 {
		t.Errorf("%d events for 100 lines", len(all))
	}
}

func TestWarn(t *testing.T) {
	begin := make(chan *lab.Lab)
	l := start(t, func(context.Context, net.Listener, *slog.Logger) error {
		(<-begin).Warn("there are no files")
		return nil
	})
	begin <- l
	for _, e := range readEvents(t, l, event.KindFailed) {
		if e.Kind != event.KindLog {
			continue
		}
		if e.Level != "WARN" || e.Message != "there are no files" || e.Source == nil {
			t.Errorf("warned %+v", e)
		}
		return
	}
	t.Error("there is no warning")
}
