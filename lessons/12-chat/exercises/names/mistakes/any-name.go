// Learner sees: That was no name
// The rest is the solution's.
package chat

func isName(name string) bool { return name != "" && len(name) <= maxName }
