// The script of the instructor's page, beside that of every page.

import "./ui/class-board/class-board.js";
import "./ui/projector-server/projector-server.js"; // before what sends it events
import "./ui/class-joined/class-joined.js";
import "./ui/class-poll/projected-poll.js";
