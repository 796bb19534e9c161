// The script of the instructor's page, beside that of every page.

import "./ui/class-board/class-board.js";
import "./ui/class-joined/class-joined.js";
