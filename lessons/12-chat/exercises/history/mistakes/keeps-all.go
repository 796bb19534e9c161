// Learner sees: not the last ten lines
// The rest is the solution's.
package chat

const (
	maxName  = 16
	maxLast  = 1000
	question = "What is your name?\n"
)
