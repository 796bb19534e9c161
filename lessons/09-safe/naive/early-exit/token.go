package safe

import "fmt"

const token = "sesame-4048"

// checkToken compares byte for byte, and is done at the first difference, as ==
// is. It says here what otherwise a clock says.
func checkToken(given string) error {
	for i := range max(len(token), len(given)) {
		if i == len(token) || i == len(given) || given[i] != token[i] {
			return refusal(fmt.Sprintf("wrong token, after %d bytes", i+1))
		}
	}
	return nil
}
