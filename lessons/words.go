package lessons

import (
	"fmt"
	"regexp"
	"strings"
)

// wordsSlug is the article that explains the field's words, a heading of level
// 3 each.
const wordsSlug = "words"

var (
	definition = regexp.MustCompile(`(?s)<h3 id="([^"]+)">.*?</h3>\s*<p>(.*?)</p>`)
	wordLink   = regexp.MustCompile(`<a href="/lessons/` + wordsSlug + `#([^"]+)">`)
	anyTag     = regexp.MustCompile(`<[^>]*>`)
)

// explainWords gives each link to a word the word's definition, which the page
// shows on hover and focus. The error names links to words that are not there.
func explainWords(all []Lesson) error {
	words := map[string]string{}
	for _, l := range all {
		if l.Slug != wordsSlug {
			continue
		}
		for _, found := range definition.FindAllStringSubmatch(l.HTML, -1) {
			words[found[1]] = anyTag.ReplaceAllString(found[2], "")
		}
	}
	var missing []string
	for i := range all {
		all[i].HTML = wordLink.ReplaceAllStringFunc(all[i].HTML, func(link string) string {
			id := wordLink.FindStringSubmatch(link)[1]
			text, ok := words[id]
			if !ok {
				missing = append(missing, all[i].Slug+": there is no word #"+id)
			}
			return fmt.Sprintf(`<a class="word" data-definition="%s" href="/lessons/%s#%s">`,
				strings.ReplaceAll(text, `"`, "&quot;"), wordsSlug, id)
		})
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s", strings.Join(missing, "; "))
	}
	return nil
}
