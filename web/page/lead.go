package page

// LessonPlaces is where an instructor can bring a class within a lesson, and what they can
// ask it there, as static/ui/class-lead takes it. The first place is the lesson itself.
type LessonPlaces struct {
	Title     string     `json:"title"`
	Places    []Place    `json:"places"`
	Questions []Question `json:"questions,omitempty"` // that a poll can ask
}

// Place is a lesson, or a section or an exercise of it.
type Place struct {
	Title string `json:"title"`
	Path  string `json:"path"` // below Frame.Home
}

// Question is what a Try it asks before it runs, in plain text.
type Question struct {
	Path    string   `json:"path"` // of the Try it, below Frame.Home
	Text    string   `json:"question"`
	Choices []string `json:"choices,omitempty"`
}
