// Holds the table and the grammar in docs/lessons.md equal to the table of steps.
// UPDATE_DOCS=1 writes them.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { approachRules, clientRules, DOCS, HELP, STEP_KINDS, serverRules } from "./grammar.js";
import { parse } from "./parse.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const lessons = path.resolve(here, "../../docs/lessons.md");

const TABLE = [
  "| step | what it does |",
  "|---|---|",
  ...DOCS.map((row) => `| ${row.join(" | ")} |`),
];

const GRAMMAR = `line     = [ step ] , [ remark ] ;
step     = [ "repeat" , number ] , ( client , act | "wait" , time )
         | "connect" , ( client | client , ".." , client ) , { how }   (* no spaces around ".." *)
         | ${serverRules().join("\n         | ")} ;
how      = ${approachRules().join("\n         | ")} ;                (* each once *)
act      = ${clientRules().join("\n         | ")} ;
address  = "127." , number , "." , number , "." , number ;            (* 0 too, 255 at most *)
name     = "a" | … | "z" , { "a" | … | "z" | digit | "-" } ;          (* 32 at most *)
version  = "1.2" | "1.3" ;
client   = "a" | … | "z" ;
number   = digit , { digit } ;                                    (* from 1 *)
time     = number , [ "." , number ] , ( "ms" | "s" ) ;           (* 0 too *)
text     = '"' , { character | escape } , '"' ;                   (* not empty *)
escape   = "\\\\" , ( "n" | "r" | "t" | "0" | "\\\\" | '"' | "x" , hex , hex ) ;
remark   = "#" , { any character } ;`;

test("docs/lessons.md has the steps as the parser does", async () => {
  const text = await readFile(lessons, "utf8");
  const wanted = text
    .replace(/^\| step \|.*\n(?:\|.*\n)*/m, () => `${TABLE.join("\n")}\n`)
    .replace(/^```\nline {5}=(?:.*\n)*?^```$/m, () => `\`\`\`\n${GRAMMAR}\n\`\`\``);
  if (process.env.UPDATE_DOCS) await writeFile(lessons, wanted);
  else assert.equal(text, wanted, "UPDATE_DOCS=1 npm test writes it");
  assert.ok(wanted.includes(TABLE[2] ?? "?") && wanted.includes(GRAMMAR));
});

test("every example and every line of the help can be parsed", () => {
  const examples = STEP_KINDS.flatMap(({ example, options = [] }) => [
    example,
    ...options.map((option) => option.example),
  ]);
  for (const line of [...examples, ...HELP.map(([line]) => line)]) {
    const first = line.startsWith("connect") ? "" : "connect a\n";
    assert.deepEqual(parse(`${first}${line}`).mistakes, [], line);
  }
});

test("every kind of step can be parsed, and is documented", () => {
  for (const { do: kind, example, words } of STEP_KINDS) {
    const { steps } = parse(`connect a\n${example.replace("connect a", "connect b")}`);
    assert.equal(steps[1]?.do, kind);
    const syntax = DOCS.map(([step]) => step).join("\n");
    assert.ok(syntax.includes(words.join(" ")), `${kind} is not in the table`);
  }
});
