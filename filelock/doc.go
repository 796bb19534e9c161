// Package filelock locks files between processes. A lock ends when its file is closed,
// also by the end of the process.
package filelock
