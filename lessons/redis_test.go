package lessons

import (
	"net"
	"os/exec"
	"testing"
)

// TestRedis asks the right answers to the exercise Speak to redis-cli with redis-cli itself,
// as their authors would.
func TestRedis(t *testing.T) {
	forEachRightAnswer(t, "resources", "speak-redis", func(t *testing.T, address string) {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			t.Fatal(err)
		}
		tests := []struct {
			args []string
			want string
		}{
			{[]string{"PING"}, "PONG\n"},
			{[]string{"GET", "name"}, "(nil)\n"},
			{[]string{"set", "name", "Ada\r\nLövelace"}, "OK\n"},
			{[]string{"get", "name"}, `"Ada\r\nL\xc3\xb6velace"` + "\n"},
			{[]string{"SET", "name", ""}, "OK\n"},
			{[]string{"-r", "2", "GET", "name"}, "\"\"\n\"\"\n"},
		}
		for _, tt := range tests {
			cli := exec.CommandContext(t.Context(), "redis-cli", append([]string{"-h", "127.0.0.1", "-p", port, "--no-raw"}, tt.args...)...)
			if out, err := cli.CombinedOutput(); err != nil || string(out) != tt.want {
				t.Errorf("redis-cli %q prints %q (%v), want %q", tt.args, out, err, tt.want)
			}
		}
	})
}
