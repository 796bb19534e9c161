// Lists the lessons that have Try its, from the lessons themselves: a new lesson is tested
// without an entry here.

import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../lessons/", import.meta.url);

const lessonFolders = readdirSync(folder).filter((name) => /^\d\d-/.test(name));

/** How many lessons there are, articles included. */
export const lessonCount = lessonFolders.length;

/** How many Try its each lesson has that has a server, by the lesson's slug. */
export const tryIts = new Map(
  lessonFolders
    .filter((name) => !name.startsWith("00"))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(new URL(`${name}/lesson.md`, folder), "utf8");
      const count = text.match(/^```try /gm)?.length ?? 0;
      return /^server:/m.test(text) ? [[name.replace(/^\d\d-/, ""), count]] : [];
    }),
);

/** Slugs of those lessons, in their order. */
export const lessonsToTry = [...tryIts.keys()];
