// Makes the host's archives before the first test: several playgrounds that start
// on a fresh machine would each compile the standard library.

import { Learner, variant } from "./learner.js";
import { Playground } from "./playground.js";

export default async function prepare() {
  const playground = new Playground([]);
  await playground.start();
  try {
    const answer = await new Learner(playground.url).build(variant("first"));
    if (!answer.module) throw new Error(`the host does not build: ${JSON.stringify(answer)}`);
  } finally {
    await playground.end();
  }
}
