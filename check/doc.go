// Package check is what the checks of an exercise are written with. A check drives a
// learner's server as real clients do; each call is one step, and one line of the
// lessons' script language where that has it.
//
//	var Checks = []check.Check{{
//		Name: "a letter in two pieces",
//		Run: func(t *check.T) {
//			a := t.Connect("a")
//			a.Send("h\xc3")
//			a.Send("\xa9\n")
//			a.Expect("HÉ\n")
//		},
//	}}
//
// Run runs checks, each with a server of its own, over TCP or over a network in memory,
// and reports every step as it begins and ends: a server that ends the process leaves
// the steps so far. A Result is data: the steps, what the server did meanwhile, what
// was expected and what came, and the likely cause, which is derived from what happened
// and never from the server's source.
//
// No limit of time is one of the clock alone. T counts the ticks that the process gets:
// on a busy machine they are fewer, and a right answer has more time. Clients act when the
// server is at rest, and not after a while. What the server does too early is judged by
// its own time. And where the machine was too busy for a server or a client to keep a
// limit that the task names, the check begins again.
package check
