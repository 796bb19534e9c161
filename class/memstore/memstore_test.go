package memstore

import (
	"testing"

	"socketschool/class"
	"socketschool/class/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) class.Store { return New() })
}
