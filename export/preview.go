package export

import _ "embed"

const previewFile = "preview.png"

// preview is what others show beside a link to the site: preview.svg as
// Chromium draws it with the pages' fonts.
//
//go:embed preview.png
var preview []byte
