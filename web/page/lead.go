package page

// LessonPlaces is where an instructor can bring a class within a lesson, as
// static/ui/class-lead takes it. The first place is the lesson itself.
type LessonPlaces struct {
	Title  string  `json:"title"`
	Places []Place `json:"places"`
}

// Place is a lesson, or a section or an exercise of it.
type Place struct {
	Title string `json:"title"`
	Path  string `json:"path"` // below Frame.Home
}
