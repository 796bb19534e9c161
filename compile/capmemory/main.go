// Command capmemory sets the most memory that WebAssembly modules can have, in place:
//
//	go run ./compile/capmemory FILE...
package main

import (
	"fmt"
	"os"

	"socketschool/compile/recipe"
)

func main() {
	for _, file := range os.Args[1:] {
		if err := capFile(file); err != nil {
			fmt.Fprintf(os.Stderr, "capmemory: %s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

func capFile(file string) error {
	module, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if module, err = recipe.CapMemory(module, recipe.MaxPages); err != nil {
		return err
	}
	return os.WriteFile(file, module, 0o600)
}
