package lessons

import (
	"go/scanner"
	"go/token"
	"go/types"
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// goTokens splits Go source into tokens of the types that have a colour in the stylesheet;
// the rest is chroma.Text. The scanner of the standard library takes a hundredth of
// the time of chroma's regular expressions, and most code of the course is Go.
func goTokens(text string) []chroma.Token {
	var (
		all     []chroma.Token
		files   = token.NewFileSet()
		file    = files.AddFile("", files.Base(), len(text))
		scanned scanner.Scanner
		end     int // of the last token
	)
	add := func(kind chroma.TokenType, value string) {
		if last := len(all) - 1; last >= 0 && all[last].Type == kind {
			all[last].Value += value
		} else if value != "" {
			all = append(all, chroma.Token{Type: kind, Value: value})
		}
	}
	scanned.Init(file, []byte(text), nil, scanner.ScanComments)
	for {
		pos, tok, literal := scanned.Scan()
		at := file.Offset(pos)
		add(chroma.Text, text[end:max(at, end)])
		if tok == token.EOF {
			return all
		}
		if tok == token.SEMICOLON && literal != ";" {
			end = max(at, end) // the scanner has added it
			continue
		}
		if literal == "" {
			literal = tok.String()
		}
		end = min(at+len(literal), len(text))
		add(goTokenType(tok, literal, text[end:]), text[at:end])
	}
}

// goTokenType returns the type of a token. rest is the source behind it.
func goTokenType(tok token.Token, literal, rest string) chroma.TokenType {
	switch tok {
	case token.COMMENT:
		return chroma.Comment
	case token.STRING, token.CHAR:
		return chroma.LiteralString
	case token.INT, token.FLOAT, token.IMAG:
		return chroma.LiteralNumber
	case token.IDENT:
		switch types.Universe.Lookup(literal).(type) {
		case *types.Const, *types.Nil:
			return chroma.KeywordConstant
		case *types.TypeName:
			return chroma.KeywordType
		case *types.Builtin:
			if strings.HasPrefix(rest, "(") {
				return chroma.NameBuiltin
			}
		}
	}
	if tok.IsKeyword() {
		return chroma.Keyword
	}
	return chroma.Text
}
