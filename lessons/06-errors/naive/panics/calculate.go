package errors

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// SyntaxError says where a line is no expression, and what is missing there.
type SyntaxError struct {
	Column  int // of the first wrong character, from 1
	Problem string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("column %d: %s", e.Column, e.Problem)
}

// ErrOverflow is what can be wrong with an expression that is written well.
var ErrOverflow = errors.New("the result is too large")

// calculate returns the value of whole numbers with + - * / between them, and
// blanks where one likes. It goes from left to right: 2 + 3 * 4 is 20.
func calculate(line string) (int64, error) {
	value, rest, err := number(line, line)
	for err == nil {
		rest = strings.TrimLeft(rest, " \t")
		if rest == "" {
			return value, nil
		}
		if !strings.ContainsRune("+-*/", rune(rest[0])) {
			return 0, &SyntaxError{len(line) - len(rest) + 1, "expected + - * or /"}
		}
		var right int64
		sign := rest[0]
		if right, rest, err = number(line, rest[1:]); err == nil {
			value, err = apply(sign, value, right)
		}
	}
	return 0, err
}

// number reads the number with which rest, the end of line, begins. It returns
// what is left behind it.
func number(line, rest string) (value int64, left string, err error) {
	rest = strings.TrimLeft(rest, " \t")
	column := len(line) - len(rest) + 1
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return 0, "", &SyntaxError{column, "expected a number"}
	}
	value, err = strconv.ParseInt(rest[:end], 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, "", fmt.Errorf("column %d: %w", column, ErrOverflow)
	}
	return value, rest[end:], err
}

// apply calculates with two numbers, b not negative.
func apply(sign byte, a, b int64) (int64, error) {
	switch sign {
	case '+':
		if sum := a + b; (sum > a) == (b > 0) {
			return sum, nil
		}
	case '-':
		if difference := a - b; (difference < a) == (b > 0) {
			return difference, nil
		}
	case '*':
		if product := a * b; a == 0 || product/a == b {
			return product, nil
		}
	case '/':
		return a / b, nil // panics if b is 0
	}
	return 0, ErrOverflow
}
