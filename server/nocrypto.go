//go:build notls

package server

import "socketschool/lab"

// cryptoPrograms is empty: the module for the tab is half the size without package
// crypto, and most lessons do not need it.
var cryptoPrograms []lab.Program
