package lessons

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"socketschool/server"
)

func catalogue(slug string) (Program, bool) {
	p, ok := server.Find(slug)
	return Program{Slug: p.Slug, Port: p.Port, TLS: p.TLS, Sources: p.Sources}, ok
}

// TestCourse loads the lessons that are shipped: the build runs it.
func TestCourse(t *testing.T) {
	course, err := Load(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	taught := make(map[string]bool)
	for i, l := range course {
		if i > 0 && l.Number < course[i-1].Number {
			t.Errorf("%s (%d) comes after %s (%d)", l.Slug, l.Number, course[i-1].Slug, course[i-1].Number)
		}
		if !l.IsArticle() {
			taught[l.Program.Slug] = true
		}
	}
	for _, p := range server.All() {
		if !taught[p.Slug] {
			t.Errorf("no lesson shows the program %s", p.Slug)
		}
	}
	for _, l := range course {
		t.Run(l.Slug, func(t *testing.T) { checkLesson(t, l) })
	}
}

var (
	tag = regexp.MustCompile(`<[^>]*>`)
	// code, its captions, choices and answers are not running text
	codeAway = regexp.MustCompile(`(?s)<pre.*?</pre>|<figcaption>.*?</figcaption>|<ul class="try-choices">.*?</ul>|<details class="try-answer">.*?</details>|<details class="naive-source">.*?</details>`)
)

// checkLesson holds a lesson to what every lesson has.
func checkLesson(t *testing.T, l Lesson) {
	if l.Program == nil {
		return
	}
	words := len(strings.Fields(tag.ReplaceAllString(codeAway.ReplaceAllString(l.HTML, " "), " ")))
	if l.Number == 0 {
		if words > 600 {
			t.Errorf("%d words, want 600 at most", words)
		}
		return
	}
	sections := strings.Split(l.HTML, "<section ")[1:]
	for i, s := range sections {
		last := i == len(sections)-1
		if !last && !strings.Contains(s, "<try-it") {
			t.Errorf("section %d has nothing to try: %.60s", i+1, s)
		}
		if last && !strings.Contains(s, "Coming from Dart") {
			t.Errorf("it does not end with Coming from Dart")
		}
	}
	most := 1300
	if l.Number == 1 {
		most = 1400 // it shows a client, too, and the program around the server
	}
	if words < 600 || words > most {
		t.Errorf("%d words, want 600 to 1,200 or so", words)
	}
	for _, f := range l.Source {
		if n := strings.Count(f.HTML, `class="line"`); n > 120 {
			t.Errorf("%s has %d lines, more than a learner reads", f.Name, n)
		}
	}
}

const head = "---\ntitle: T\nshort: T\nsummary: S.\nserver: demo\nminutes: 5\n---\n"

func demo(slug string) (Program, bool) {
	return Program{Slug: slug, Sources: fstest.MapFS{"server.go": {Data: []byte("package demo\n\n// F does it.\nfunc F() {\n\tx := `<b>`\n}\n\ntype T struct{}\n\nfunc (t *T) M() {}\n\nconst (\n\tA = 1\n\tB = 2\n)\n")}}}, slug == "demo" || slug == "more"
}

func load(text string) (Lesson, error) {
	all, err := LoadFrom(fstest.MapFS{"01-demo/lesson.md": {Data: []byte(text)}}, demo)
	if err != nil {
		return Lesson{}, err
	}
	return all[0], nil
}

func TestRender(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string // each in the HTML
	}{
		{"sections", "before\n\n## One thing\n\ntext\n\n## Two\n", []string{
			"<p>before</p>\n<section id=\"one-thing\">\n<h2>One thing</h2>\n<p>text</p>\n</section>\n<section id=\"two\">"}},
		{"declaration with its comment", "```go file=server.go decl=F\n```\n", []string{
			`<figure class="code" data-file="server.go"><figcaption><span class="code-file">server.go</span><span class="code-name">F</span>`,
			`<span class="line" data-line="3"><span class="ln">3</span>`, `&lt;b&gt;`, `data-line="6"`}},
		{"method", "```go file=server.go decl=T.M\n```\n", []string{`data-line="10"`}},
		{"group", "```go file=server.go decl=B\n```\n", []string{`data-line="12"`, `data-line="15"`}},
		{"other code", "```dart title=\"In Dart\"\nvar x = 1;\n```\n", []string{`<figure class="code plain"><figcaption><span class="code-file">In Dart</span>`}},
		{"try with a question", "> What *now*?\n>\n> Answer: It *is*.\n\n```try Send <it>\nconnect a\na send \"<\"\n```\n", []string{
			`<try-it class="try" id="try-send-it" data-title="Send &lt;it&gt;"><p class="try-label">Predict, then try</p>`,
			`<div class="try-question"><p>What <em>now</em>?</p>`,
			`<details class="try-answer"><summary>What happens</summary><p>It <em>is</em>.</p>`, "<code>connect a\na send &#34;&lt;&#34;\n</code>"}},
		{"try with choices", "> What?\n>\n> - *Nothing*, the server's shut\n> - `a`\n>\n> Answer: So.\n\n```try Go\nconnect a\n```\n", []string{
			"<div class=\"try-question\"><p>What?</p>\n<ul class=\"try-choices\">\n<li><em>Nothing</em>, the server&rsquo;s shut</li>\n<li><code>a</code></li>\n</ul>"}},
		{"words with a hyphen", "A UTF-8 b, `UTF-8`, UTF-16.\n", []string{
			`A <span class="nowrap">UTF-8</span> b, <code>UTF-8</code>, <span class="nowrap">UTF-16</span>.`}},
		{"one line of a declaration", "```go file=server.go decl=F line=\"func\"\n```\n", []string{`data-line="`, `func`}},
		{"terminal", "**In a terminal:** run it.\n\n```sh title=\"In a terminal\"\nnc\n```\n\nafter\n", []string{
			"<aside class=\"in-terminal\"><p><strong>In a terminal:</strong> run it.</p>\n<figure", "</figure>\n</aside>\n<p>after</p>"}},
		{"try without", "text\n\n```try Go\nconnect a\n```\n", []string{`<p class="try-label">Try it</p>`}},
		{"table without styles", "| a | b |\n|---|:-:|\n| 1 | 2 |\n", []string{"<th>b</th>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := load(head + "\n" + tt.body)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(l.HTML, want) {
					t.Errorf("no %s\nin %s", want, l.HTML)
				}
			}
		})
	}
}

// loadNaive loads a lesson with the naive version "slow", which has the files.
func loadNaive(text string, files map[string]string) (Lesson, error) {
	fsys := fstest.MapFS{"01-demo/lesson.md": {Data: []byte(head + text)}}
	for name, text := range files {
		fsys["01-demo/naive/slow/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	all, err := LoadFrom(fsys, demo)
	if err != nil {
		return Lesson{}, err
	}
	return all[0], nil
}

func TestNaive(t *testing.T) {
	const block = "```go file=server.go decl=F naive=slow\n```\n"
	slow := map[string]string{"server.go": "package demo\n\nfunc F() {}\n\nfunc g() {}\n"}
	l, err := loadNaive(block, slow)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<naive-version class="naive" data-name="slow"><figure class="code" data-file="server.go" data-naive="slow">`,
		`<span class="naive-title">The naive version</span><span class="code-file">server.go</span><span class="code-name">F</span>`,
		`<details class="naive-source"><summary>The whole of this version</summary><figure class="code" data-file="server.go" data-naive="slow">`,
		`data-line="5"`,
	} {
		if !strings.Contains(l.HTML, want) {
			t.Errorf("no %s\nin %s", want, l.HTML)
		}
	}
	same, _ := demo("demo")
	unchanged, _ := fs.ReadFile(same.Sources, "server.go")
	for _, tt := range []struct {
		name, text string
		files      map[string]string
		want       string
	}{
		{"no such version", strings.Replace(block, "slow", "fast", 1), nil, "8: the lesson has no folder naive/fast"},
		{"no such declaration", strings.Replace(block, "F", "M", 1), slow, `8: server.go declares no "M"`},
		{"shown twice", block + "\n" + block, slow, `11: the naive version "slow" is shown already`},
		{"not shown", "text\n", slow, `no block shows the naive version "slow"`},
		{"no such file", block, map[string]string{"x.go": "package demo\n"}, `01-demo/naive/slow: the lesson's program has no file "x.go"`},
		{"nothing changed", block, map[string]string{"server.go": string(unchanged)}, "server.go is as in the lesson's program"},
		{"not Go", block, map[string]string{"server.go": "packag"}, "01-demo/naive/slow: server.go:1:1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := loadNaive(tt.text, tt.files); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestTryIts(t *testing.T) {
	l, err := load(head + "\n```try Two pieces\nconnect a\nwait 1s\n```\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []TryIt{{ID: "try-two-pieces", Title: "Two pieces", Steps: "connect a\nwait 1s\n", Line: 10}}
	if diff := cmp.Diff(want, l.TryIts); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(l.Source[0].HTML, `id="server.go-L4" data-line="4"`) {
		t.Error("the whole source has no anchors")
	}
}

// TestTryIDs: a Try it with an id of its own keeps it under another title, and
// names the id that the title gives, under which a browser may have progress.
// TestQuestions: a question and its choices can be asked without the lesson around them.
func TestQuestions(t *testing.T) {
	l, err := load(head + "> Does `b` *still* come, says UTF-8? It's\n> late.\n>\n> - No, [never](https://go.dev)\n> - \"Yes\" & no\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n\n```try Go on\nconnect a\n```\n")
	if err != nil {
		t.Fatal(err)
	}
	want := TryIt{Question: "Does b still come, says UTF-8? It’s late.", Choices: []string{"No, never", "“Yes” & no"}}
	if got := (TryIt{Question: l.TryIts[0].Question, Choices: l.TryIts[0].Choices}); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if l.TryIts[1].Question != "" {
		t.Errorf("a Try it that asks nothing has the question %q", l.TryIts[1].Question)
	}
}

func TestTryIDs(t *testing.T) {
	l, err := load(head + "\n```try id=two-pieces Two pieces\nconnect a\n```\n\n```try id=end Half-close\nconnect a\n```\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []TryIt{
		{ID: "try-two-pieces", Title: "Two pieces", Steps: "connect a\n", Line: 10},
		{ID: "try-end", FormerID: "try-half-close", Title: "Half-close", Steps: "connect a\n", Line: 14},
	}
	if diff := cmp.Diff(want, l.TryIts); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(l.HTML, `<try-it class="try" id="try-end" data-former-id="try-half-close" data-title="Half-close">`) {
		t.Error("the former id is not in the page")
	}
}

func TestFaults(t *testing.T) {
	const file = "01-demo/lesson.md:"
	tests := []struct {
		name, text, want string
	}{
		{"empty", "", file + "1: front matter is missing"},
		{"no front matter", "# Hi\n", file + "1: front matter is missing"},
		{"no end", "---\ntitle: T\n", file + "3: the front matter does not end"},
		{"key missing", "---\ntitle: T\nshort: T\nminutes: 5\n---\n", file + `5: front matter lacks "summary"`},
		{"key unknown", "---\ntitel: T\n---\n", file + `2: unknown key "titel"`},
		{"key twice", "---\ntitle: T\ntitle: U\n---\n", file + `3: "title" is said twice, first in line 2`},
		{"no value", "---\ntitle:\n---\n", file + "2: front matter wants"},
		{"minutes", strings.Replace(head, "5", "soon", 1), file + "6: minutes must be"},
		{"no such server", strings.Replace(head, "demo", "nope", 1), file + `5: there is no example server "nope"`},
		{"no such file", head + "\ntext\n\n```go file=x.go decl=F\n```\n", file + `11: the server has no file "x.go"`},
		{"no such declaration", head + "```go file=server.go decl=G\n```\n", file + `8: server.go declares no "G"`},
		{"filled block", head + "```go file=server.go decl=F\nx\n```\n", file + "8: a block that names"},
		{"unknown option", head + "```go lines=3\n```\n", file + `8: unknown option "lines"`},
		{"open quote", head + "```go title=\"x\n```\n", file + "8: the quote after title= does not end"},
		{"try without title", head + "```try\nconnect a\n```\n", file + "8: a try block needs a title"},
		{"try with an id alone", head + "```try id=x\nconnect a\n```\n", file + "8: a try block needs a title"},
		{"try with a bad id", head + "```try id=Two_ Go\nconnect a\n```\n", file + "8: the id of a try block has"},
		{"try ids alike", head + "```try Go on\nconnect a\n```\n\n```try id=go-on More\nconnect a\n```\n", file + `12: there is a Try it "More" already`},
		{"try with a former id in use", head + "```try Go on\nconnect a\n```\n\n```try id=more Go on\nconnect a\n```\n", file + `12: there is a Try it "Go on" already`},
		{"try without steps", head + "```try Go\n```\n", file + "8: a try block needs steps"},
		{"question without answer", head + "> Why?\n\n```try Go\nconnect a\n```\n", file + `10: the question before "Go" needs its answer`},
		{"empty quotation", head + ">\n\n```try Go\nconnect a\n```\n", file + `10: the question before "Go" needs its answer`},
		{"answer without question", head + "> Answer: so\n\n```try Go\nconnect a\n```\n", file + `10: the quotation before "Go" has an answer and no question`},
		{"choices after none", head + "> - a\n> - b\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", file + `13: the choices of the question before "Go" are one list`},
		{"choices with numbers", head + "> Why?\n>\n> 1. a\n> 2. b\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", file + `15: the choices of the question before "Go" are one list with bullets`},
		{"choices inside the question", head + "> Why?\n>\n> - a\n> - b\n>\n> Or not?\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", file + `17: the choices of the question before "Go" are one list`},
		{"one choice", head + "> Why?\n>\n> - a\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", file + `14: the question before "Go" has 1 choices; it may have 2 to 6`},
		{"loose choices", head + "> Why?\n>\n> - a\n>\n> - b\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", file + `16: a choice of the question before "Go" is one line`},
		{"choices alike", head + "> Why?\n>\n> - `a`\n> - A\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", file + `15: the question before "Go" has the choice "A" twice`},
		{"a long choice", head + "> Why?\n>\n> - b\n> - " + strings.Repeat("é", 121) + "\n>\n> Answer: so\n\n```try Go\nconnect a\n```\n", "needs a text of 120 characters at most"},
		{"line that is not there", head + "```go file=server.go decl=F line=\"nowhere\"\n```\n", file + `8: F of server.go has no line with "nowhere"`},
		{"word that is not there", head + "[x](/lessons/words#nothing)\n", "there is no word #nothing"},
		{"try twice", head + "```try Go\nconnect a\n```\n\n```try go!\nconnect a\n```\n", file + `12: there is a Try it "go!" already`},
		{"raw HTML", head + "\n<div>x</div>\n", file + "9: raw HTML is off"},
		{"raw HTML in a line", head + "\na <b>c</b>\n", file + "9: raw HTML is off"},
		{"two faults", head + "```go lines=3\n```\n\n<div>x</div>\n", file + "11: raw HTML is off"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestFolders(t *testing.T) {
	for _, name := range []string{"echo/lesson.md", "x-echo/lesson.md", "01-/lesson.md", "minus-echo/lesson.md"} {
		_, err := LoadFrom(fstest.MapFS{name: {Data: []byte(head)}}, demo)
		if err == nil || !strings.Contains(err.Error(), name+": the folder must be called NN-slug") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	article := strings.Replace(head, "server: demo\n", "", 1)
	all, err := LoadFrom(fstest.MapFS{
		"06-demo/lesson.md": {Data: []byte(head)}, "06-zeal/lesson.md": {Data: []byte(article)}, "5-first/lesson.md": {Data: []byte(head)},
		"06-else/lesson.md": {Data: []byte(head)}, // with the server of another
	}, demo)
	var order []string
	for _, l := range all {
		order = append(order, l.Slug+" in "+l.Part().Title)
	}
	if diff := cmp.Diff([]string{"first in First servers", "else in Good practice", "zeal in Good practice", "demo in Good practice"}, order); diff != "" || err != nil {
		t.Errorf("error %v, (-want +got):\n%s", err, diff)
	}
	_, err = LoadFrom(fstest.MapFS{"01-demo/lesson.md": {Data: []byte(head)}, "01-more/lesson.md": {Data: []byte(strings.Replace(head, "server: demo", "server: more", 1))}}, demo)
	if err == nil || !strings.Contains(err.Error(), "demo and more are both lesson 1") {
		t.Errorf("two lessons of one number: error %v", err)
	}
	if _, err := LoadFrom(fstest.MapFS{}, demo); err == nil {
		t.Error("no lessons, and no error")
	}
}

// FuzzLesson: whatever stands in a lesson, loading it ends with HTML or with
// an error that names the file, and raw markup never comes through.
func FuzzLesson(f *testing.F) {
	for _, body := range []string{"", "## A\n\n> q\n>\n> Answer: a\n\n```try T\nconnect a\n```\n", "```go file=server.go decl=F\n```\n",
		"<script>x</script>\n", "> ```try a\n> b\n> ```\n", "- ```go lines\n", "|a|\n|-|\n", "## x {#y}\n## x\n", "```try \x00\nx\n```"} {
		f.Add(head + body)
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := load(text)
		if err != nil {
			if !strings.Contains(err.Error(), "01-demo/lesson.md:") {
				t.Fatalf("error without its place: %v", err)
			}
			return
		}
		if strings.Contains(strings.ToLower(l.HTML), "<script") {
			t.Fatalf("raw markup: %s", l.HTML)
		}
	})
}
