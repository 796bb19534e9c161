package chat_test

import (
	"testing"

	"socketschool/check"
	"socketschool/lab"
	checks "socketschool/lessons/12-chat/exercises/last-words"
	"socketschool/server/chat"
)

// TestLastStage holds the lesson's program to what the last exercise asks of a learner's.
func TestLastStage(t *testing.T) {
	program := lab.Program{Slug: "chat", Serve: chat.Serve}
	for _, r := range check.Run(t.Context(), check.Config{Program: program, Checks: checks.Checks}) {
		if r.Outcome != check.Passed {
			t.Errorf("%s: %s", r.Name, r.Cause)
		}
	}
}
