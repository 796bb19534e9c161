// Lists the programs that lessons run, from the lessons themselves: a new lesson
// is tested without an entry here.

import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../lessons/", import.meta.url);

const lessonFolders = readdirSync(folder).filter((name) => /^\d\d-/.test(name));

/** How many lessons there are, articles included. */
export const lessonCount = lessonFolders.length;

/** How many Try its each program's lesson has, by the program's slug. */
export const tryIts = new Map(
  lessonFolders
    .filter((name) => !name.startsWith("00"))
    .sort()
    .map((name) => readFileSync(new URL(`${name}/lesson.md`, folder), "utf8"))
    .flatMap((text) => {
      const slug = /^server: *(\S+)$/m.exec(text)?.[1];
      return slug ? [[slug, text.match(/^```try /gm)?.length ?? 0]] : [];
    }),
);

/** Slugs of the programs, in the order of their lessons. */
export const programs = [...tryIts.keys()];
