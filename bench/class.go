package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// classSize says how much goes on in a class.
type classSize struct {
	learners int
	labsEach int           // the learner works in the first; the others stay open beside it
	span     time.Duration // from the first learner to the last message
	joining  time.Duration // within which all learners join
	builders int           // learners who build
}

const (
	clientsEach    = 2                // of a lab
	lineInterval   = time.Second      // between two lines of one client
	reportInterval = 10 * time.Second // between two reports of a learner's page, verdicts aside
	buildsEach     = 2                // of a learner who builds
	drainTime      = 10 * time.Second // for the last replies
	queueTime      = 2 * time.Minute  // for the last builds
)

// classSizeOf returns what the flags ask for. The builds of a short run are as many a
// second as those of a whole one.
func classSizeOf(cfg config) classSize {
	s := classSize{learners: cfg.learners, labsEach: cfg.labs, span: 5 * time.Minute, joining: 30 * time.Second, builders: cfg.learners}
	if s.labsEach == 0 {
		s.labsEach = 2
		if s.learners > 500 { // the host's limit is 1,000 labs
			s.labsEach = 1
		}
	}
	if cfg.short {
		s.span, s.joining, s.builders = time.Minute, 10*time.Second, cfg.learners/5
	}
	if cfg.noBuilds {
		s.builders = 0
	}
	return s
}

// lesson is what a class works at: the learners' own version is an exercise's.
const (
	classLesson   = "echo"
	classExercise = "greet"
)

// classRun is a class under way.
type classRun struct {
	size    classSize
	host    *classHost
	rec     *recorder
	view    *classView
	starter map[string]string // files of the exercise
	nonce   string            // makes sources differ from those of other runs
	end     time.Time         // of the talking
}

// class holds a class with what the program is shipped with, and prints what learners and
// instructor had to wait for beside what they should.
func class(ctx context.Context, cfg config, stdout, stderr io.Writer) error {
	raiseDescriptorLimit()
	dir, err := os.MkdirTemp("", "socketschool-class-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	host, err := startClass(cfg.bin, dir)
	if err != nil {
		return err
	}
	defer host.proc.stop()
	c := &classRun{size: classSizeOf(cfg), host: host, rec: newRecorder(), nonce: fmt.Sprint(time.Now().UnixNano())}
	if err := c.prepare(ctx); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%d learners join within %v and work for %v\n", c.size.learners, c.size.joining, c.size.span)
	use, err := c.hold(ctx)
	if err != nil {
		return err
	}
	c.write(stdout, use)
	fmt.Fprintf(stdout, "\n%s\n", describeClass(ctx, cfg))
	return nil
}

func describeClass(ctx context.Context, cfg config) string {
	args := "--class"
	if cfg.short {
		args += " --short"
	}
	if cfg.learners != defaultLearners {
		args += fmt.Sprintf(" --learners %d", cfg.learners)
	}
	if cfg.labs != 0 {
		args += fmt.Sprintf(" --labs %d", cfg.labs)
	}
	if cfg.noBuilds {
		args += " --no-builds"
	}
	return describeMachine() + fmt.Sprintf(". `go run ./bench %s`", args)
}

// prepare gets the host ready as the evening before does: one build has made the archives
// of the standard library.
func (c *classRun) prepare(ctx context.Context) error {
	if c.size.builders == 0 {
		return nil
	}
	l := c.newLearner(-1)
	defer l.leave()
	if err := l.fetchStarter(ctx); err != nil {
		return err
	}
	return l.build(ctx, "first")
}

// hold runs the class from the first learner to the last message.
func (c *classRun) hold(interrupted context.Context) (*usage, error) {
	view, err := openView(interrupted, c.host, c.rec)
	if err != nil {
		return nil, err
	}
	c.view = view
	defer view.close()
	begin := time.Now()
	c.end = begin.Add(c.size.span)
	ctx, cancel := context.WithDeadline(interrupted, c.end.Add(queueTime))
	defer cancel()
	watch := c.host.watchUse()
	var generator syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &generator)
	random := rand.New(rand.NewPCG(1, 2))
	var class sync.WaitGroup
	var learners []*learner
	for i := range c.size.learners {
		l := c.newLearner(i)
		l.joinAt = begin.Add(c.size.joining * time.Duration(i) / time.Duration(c.size.learners))
		l.random = rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
		learners = append(learners, l)
		defer l.leave()
		class.Go(func() { l.attend(ctx) })
	}
	attended := make(chan struct{})
	go func() {
		defer close(attended)
		class.Wait()
	}()
	if wait := time.Until(c.end); wait > 0 {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	c.view.countPresent(c.size.learners)
	use := watch.end(time.Since(begin))
	use.generator = cpuOf(syscall.RUSAGE_SELF) - seconds(generator)
	<-attended
	c.share(interrupted, learners)
	return use, interrupted.Err()
}

func seconds(u syscall.Rusage) time.Duration {
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func cpuOf(who int) time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(who, &u)
	return seconds(u)
}

// write prints the table.
func (c *classRun) write(w io.Writer, use *usage) {
	s := c.size
	fmt.Fprintf(w, "%d learners join within %v and work for %v: %d labs each, a page and %d clients a lab, a line a second from each client of the first; %d build twice, all report a check.\n\n",
		s.learners, s.joining, s.span, s.labsEach, clientsEach, s.builders)
	writeRow(w, []string{"", "number", "p50", "p95", "p99", "aim"}, "holds")
	writeRow(w, []string{"---", "---:", "---:", "---:", "---:", "---"}, "---")
	for _, t := range timings {
		c.rec.writeTiming(w, t)
	}
	const mib, gib = 1 << 20, 1 << 30
	single := func(title, value, aim, holds string) { writeRow(w, []string{title, "", value, "", "", aim}, holds) }
	yes := func(is bool) string {
		if is {
			return "yes"
		}
		return "no"
	}
	single("memory of the host, peak", number(use.peak/mib)+" MiB", "< 1.5 GiB", yes(use.peak < 1.5*gib))
	single("the same with its compilers", number(use.peakTree/mib)+" MiB", "< 1.5 GiB", yes(use.peakTree < 1.5*gib))
	share := func(d time.Duration) string {
		return number(100*d.Seconds()/use.span.Seconds()/float64(runtime.NumCPU())) + " %"
	}
	single("processors: host", share(use.own), "", "")
	single("processors: compilers", share(use.children), "", "")
	single("processors: load generator", share(use.generator), "", "")
	single("descriptors of the host", thousands(use.descriptors), "", "")
	c.rec.writeFailures(w)
}
