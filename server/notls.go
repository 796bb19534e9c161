//go:build notls

package server

import "socketschool/lab"

// tlsPrograms is empty: the module for the tab is half the size without
// crypto/tls, and most lessons do not need it.
var tlsPrograms []lab.Program
