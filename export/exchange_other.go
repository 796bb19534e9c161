//go:build !linux && !darwin

package export

import "errors"

// exchange fails: the system cannot swap two paths in one step.
func exchange(_, _ string) error { return errors.ErrUnsupported }
