// Package worker runs one lab in a Web Worker of a page. Package tab does the work;
// this package connects it to JavaScript. The catalogue's program and each program
// of a learner have a main of their own, which calls Run.
//
// The worker's script calls socketschoolReceive with each message of the page, and
// messages of the program go to the page unchanged. The exit code is 0 after the
// page's "stop". After a panic it is 2, and Go writes the trace to file descriptor 2.
package worker
