// The steps of a script, as one table. The parser, the help in the page and the table
// and grammar in docs/lessons.md are made from it.

/**
 * How one word or text of a step is read. example is what an error shows.
 * @typedef {{ name: "clients" }
 *   | { name: "text" }
 *   | { name: "time" }
 *   | { name: "address" | "name" | "version" }
 *   | { name: "number", max: number, hint: string }} Parameter hint: what the number means
 *
 * @typedef {object} StepKind
 * @property {string} do what the parser calls it
 * @property {boolean} ofClient whether the step begins with the name of a client
 * @property {string[]} words those that it begins with, after the client's name
 * @property {Record<string, Parameter>} parameters in order, by the property of the step
 * @property {Option[]} [options] what may stand at the end, each once and in any order
 * @property {string} example
 * @property {string} [elseWord] the error where another word follows the first one
 * @property {[string, string][]} [help] lines of the help in the page: step, what it does
 * @property {[string, string][]} [docs] rows of the table in docs/lessons.md, in Markdown
 *
 * @typedef {object} Option
 * @property {string} words that it begins with
 * @property {string} property of the step
 * @property {Parameter} [parameter] without it the property is true, or value
 * @property {string} [value]
 * @property {number} [otherwise] the value without it
 * @property {string} example of the whole step
 */

export const MAX_WAIT = 60_000; // ms, of one step
export const MAX_FIRST = 1024; // bytes, by a client that connects
export const MAX_REPEATS = 10_000;
export const MAX_SENT = 16 * 1024 * 1024; // bytes, by one step
const MAX_RATE = 1024 * 1024; // bytes a second
export const MAX_LATENCY = 10_000; // ms, as docs/protocol.md has it
export const MAX_BUFFER = 1024 * 1024; // bytes, as docs/protocol.md has it

/** @type {Parameter} */
const TEXT = { name: "text" };
/** @type {Parameter} */
const TIME = { name: "time" };

/**
 * @param {string} example of the step without a time limit
 * @returns {Option[]}
 */
function within(example) {
  const words = "within";
  return [{ words, property: "within", parameter: TIME, example: `${example} within 30s` }];
}

/** @type {Option[]} how a client connects */
const APPROACH = [
  { words: "plain", property: "plain", example: "connect a plain" },
  {
    words: "from",
    property: "from",
    parameter: { name: "address" },
    example: "connect a from 127.0.0.2",
  },
  {
    words: "sending",
    property: "first",
    parameter: TEXT,
    example: 'connect a sending "hello\\n"',
  },
  {
    words: "that speaks no less than TLS",
    property: "minVersion",
    parameter: { name: "version" },
    example: "connect a that speaks no less than TLS 1.3",
  },
  {
    words: "that speaks no more than TLS",
    property: "maxVersion",
    parameter: { name: "version" },
    example: "connect a that speaks no more than TLS 1.2",
  },
  {
    words: "with a certificate of",
    property: "certificate",
    parameter: { name: "name" },
    example: "connect a with a certificate of alice",
  },
  {
    words: "by another authority",
    property: "authority",
    value: "another",
    example: "connect a with a certificate of alice by another authority",
  },
  { words: "or is refused", property: "mayBeRefused", example: "connect a or is refused" },
];

/**
 * A step of the server.
 * @param {string} kind
 * @param {string} text the whole step
 * @param {string} what it does
 * @returns {StepKind}
 */
function ofServer(kind, text, what) {
  const words = text.split(" ");
  const docs = /** @type {[string, string][]} */ ([[`\`${text}\``, what]]);
  return { do: kind, ofClient: false, words, parameters: {}, example: text, docs };
}

/**
 * A step of one word.
 * @param {string} word
 * @param {Pick<StepKind, "help" | "docs">} [texts]
 * @returns {StepKind}
 */
function plain(word, texts) {
  return {
    do: word,
    ofClient: true,
    words: [word],
    parameters: {},
    example: `a ${word}`,
    ...texts,
  };
}

/** @type {StepKind[]} */
export const STEP_KINDS = [
  {
    do: "connect",
    ofClient: false,
    words: ["connect"],
    parameters: { names: { name: "clients" } },
    options: APPROACH,
    example: "connect a",
    help: [
      ["connect a", "a client; connect a..j for ten at once"],
      ["connect a plain", "one that speaks no TLS"],
      ["connect a from 127.0.0.2", "one from another address"],
    ],
    docs: [
      [
        "`connect a`",
        "opens client A and waits until it is connected, and until the server has accepted it, a second at most",
      ],
      ["`connect a..j`", "ten clients at once, and waits for all of them"],
      ["`connect a plain`", "a client that speaks no TLS, also where the server does"],
      [
        "`connect a from 127.0.0.2`",
        "a client with another IP address, which begins with 127; on the host of a macOS there is 127.0.0.1 alone",
      ],
      [
        '`connect a sending "hello\\n"`',
        "a client whose bytes are there before the server accepts it, 1,024 at most; it speaks no TLS",
      ],
      [
        "`connect a that speaks no more than TLS 1.2`",
        "a client that offers no later version; also `no less than`, and `TLS 1.3`",
      ],
      [
        "`connect a with a certificate of alice`",
        "a client that shows a certificate with this name where the server asks for one, signed by the test authority of the exercises; with `by another authority` at the end, by somebody else",
      ],
      [
        "`connect a … or is refused`",
        "a client that the server may refuse in the TLS handshake or after it: however it does, `a expect eof` is met then",
      ],
    ],
  },
  {
    do: "send",
    ofClient: true,
    words: ["send"],
    parameters: { bytes: TEXT },
    options: [
      {
        words: "times",
        property: "copies",
        parameter: { name: "number", max: MAX_SENT, hint: "after “times” comes how often" },
        otherwise: 1,
        example: 'a send "x" times 4096',
      },
    ],
    example: 'a send "hello\\n"',
    help: [
      ['a send "hi\\n"', 'bytes, with \\n \\r \\t \\0 \\\\ \\" and \\xHH'],
      ['a send "x" times 4096', "one long message"],
    ],
    docs: [
      ['`a send "text"`', 'sends bytes: UTF-8, with `\\n \\r \\t \\0 \\\\ \\"` and `\\xHH`'],
      ['`a send "text" times 4096`', "the text so many times in one message, at most 16 MiB"],
    ],
  },
  {
    do: "send-each",
    ofClient: true,
    words: ["send-each"],
    parameters: { ms: TIME, bytes: TEXT },
    example: 'a send-each 10ms "hello\\n"',
    help: [['a send-each 10ms "slowly"', "byte for byte"]],
    docs: [
      [
        '`a send-each 10ms "text"`',
        "byte for byte, with that much time after each, until the server ends its side",
      ],
    ],
  },
  {
    do: "expect",
    ofClient: true,
    words: ["expect"],
    parameters: { bytes: TEXT },
    options: within('a expect "hello\\n"'),
    example: 'a expect "hello\\n"',
    elseWord: "what is expected is text in quotes, eof, closed, no more, or nothing 500ms; not",
    help: [['a expect "hi\\n"', "exactly this comes next, within 5 s"]],
    docs: [
      [
        '`a expect "text"`',
        "waits up to 5 s for exactly these bytes, next in order; longer, up to 30 s, while the machine is visibly busy",
      ],
    ],
  },
  {
    do: "expect-containing",
    ofClient: true,
    words: ["expect-containing"],
    parameters: { bytes: TEXT },
    options: within('a expect-containing "hello\\n"'),
    example: 'a expect-containing "hello\\n"',
    help: [['a expect-containing "hi"', "this comes, whatever is before it"]],
    docs: [['`a expect-containing "text"`', "the same, but other bytes may come before"]],
  },
  {
    do: "expect-eof",
    ofClient: true,
    words: ["expect", "eof"],
    parameters: {},
    options: within("a expect eof"),
    example: "a expect eof",
    help: [["a expect eof within 30s", "the server sends no more; any time limit"]],
    docs: [["`a expect eof`", "the server sends no more, and no byte is left"]],
  },
  {
    do: "expect-closed",
    ofClient: true,
    words: ["expect", "closed"],
    parameters: {},
    options: within("a expect closed"),
    example: "a expect closed",
    help: [["a expect closed", "the server has ended the connection"]],
    docs: [
      [
        "`a expect closed`",
        "the server has ended the connection, by the end of its stream or a reset; where A has half-closed, both sides have",
      ],
    ],
  },
  {
    do: "expect-no-more",
    ofClient: true,
    words: ["expect", "no", "more"],
    parameters: {},
    options: within("a expect no more"),
    example: "a expect no more",
    docs: [
      ["`a expect no more`", "the same as `closed`, and no byte is left"],
      ["`a expect … within 30s`", "any of the five above with a time limit of its own"],
    ],
  },
  {
    do: "expect-nothing",
    ofClient: true,
    words: ["expect", "nothing"],
    parameters: { ms: TIME },
    example: "a expect nothing 500ms",
    help: [["a expect nothing 500ms", "it stays quiet for so long"]],
    docs: [["`a expect nothing 500ms`", "nothing arrives for so long"]],
  },
  {
    do: "expect-no-entry",
    ofClient: true,
    words: ["does", "not", "get", "in"],
    parameters: {},
    example: "a does not get in",
    docs: [
      [
        "`a does not get in`",
        "connects client A, which the server must refuse, close or not accept, and send nothing",
      ],
    ],
  },
  plain("half-close", {
    help: [["a half-close", "or close, reset, pause, resume"]],
    docs: [
      ["`a half-close`, `a close`, `a reset`", "end the sending direction, both, or abort"],
      ["`a pause`, `a resume`", "stop reading, go on"],
    ],
  }),
  plain("close"),
  plain("reset"),
  plain("pause"),
  plain("resume"),
  {
    do: "slow",
    ofClient: true,
    words: ["slow"],
    parameters: {
      rate: { name: "number", max: MAX_RATE, hint: `how many bytes a second, 1 to ${MAX_RATE}` },
    },
    example: "a slow 1024",
    help: [["a slow 1024", "read so many bytes a second"]],
    docs: [["`a slow 1024`", "reads that many bytes a second, until `a resume` or `a pause`"]],
  },
  {
    do: "network-latency",
    ofClient: true,
    words: ["network", "latency"],
    parameters: { ms: TIME },
    example: "a network latency 200ms",
    help: [["a network latency 200ms", "a long way to the server"]],
    docs: [
      [
        "`a network latency 200ms`",
        "from now on, bytes and ends take that long from the client to the server, and as long back; 10 s at most",
      ],
    ],
  },
  {
    do: "network-buffer",
    ofClient: true,
    words: ["network", "buffer"],
    parameters: {
      size: { name: "number", max: MAX_BUFFER, hint: `how many bytes, 1 to ${MAX_BUFFER}` },
    },
    example: "a network buffer 1024",
    help: [["a network buffer 1024", "room for so few bytes"]],
    docs: [
      [
        "`a network buffer 1024`",
        "in either direction so many bytes can wait to be read, and whoever writes more waits; on the host about so many",
      ],
    ],
  },
  {
    do: "network-usual",
    ofClient: true,
    words: ["network", "as", "usual"],
    parameters: {},
    example: "a network as usual",
    docs: [["`a network as usual`", "ends what the two steps above have set"]],
  },
  plain("vanish", {
    help: [["a vanish", "gone without FIN or RST"]],
    docs: [
      [
        "`a vanish`",
        "the client is gone as a computer that loses its power: the server gets neither FIN nor RST",
      ],
    ],
  }),
  {
    do: "wait",
    ofClient: false,
    words: ["wait"],
    parameters: { ms: TIME },
    example: "wait 1s",
    help: [["wait 1s", "or 200ms"]],
    docs: [["`wait 1s`", "also `ms`; a minute at most"]],
  },
  {
    ...ofServer(
      "stop",
      "stop the server",
      "ends the server’s context, and waits up to 5 s for `Serve` to return `nil`; the lab closes nothing before the script’s end",
    ),
    help: [["stop the server", "and wait for its end"]],
  },
  ofServer("begin-stop", "tell the server to stop", "the same without the wait"),
  ofServer("expect-stopped", "the server has stopped", "waits for the end after that"),
  ofServer("expect-running", "the server runs", "`Serve` has not returned"),
];

/** What can stand around a step: its texts, since the parser handles them apart. */
const AROUND = /** @type {Required<Pick<StepKind, "help" | "docs">>[]} */ ([
  {
    help: [['repeat 100 a send "x"', "a step many times"]],
    docs: [
      ['`repeat 100 a send "x"`', "a step several times, one after the other; 10,000 at most"],
    ],
  },
  { help: [["# why", "a remark"]], docs: [["`# …`", "a remark"]] },
]);

/** @type {[string, string][]} lines of the help in the page: step, what it does */
export const HELP = [...STEP_KINDS, ...AROUND].flatMap(({ help = [] }) => help);

/** @type {[string, string][]} rows of the table in docs/lessons.md: step, what it does */
export const DOCS = [...STEP_KINDS, ...AROUND].flatMap(({ docs = [] }) => docs);

/** @type {string[]} what a client can do, for an error */
export const CLIENT_VERBS = [
  ...new Set(STEP_KINDS.flatMap(({ ofClient, words }) => (ofClient ? words.slice(0, 1) : []))),
];

/**
 * Makes the rule `act` of the grammar in docs/lessons.md.
 * @returns {string[]} an alternative for each step of a client
 */
export function clientRules() {
  return STEP_KINDS.filter(({ ofClient }) => ofClient).map(({ words, parameters, options = [] }) =>
    [
      ...words.map(quoted),
      ...Object.values(parameters).map(({ name }) => name),
      ...options.map((option) => `[ ${optionRule(option)} ]`),
    ].join(" , "),
  );
}

/**
 * Makes the rule `how` of that grammar.
 * @returns {string[]} an alternative for each option of a connect
 */
export function approachRules() {
  return APPROACH.map(optionRule);
}

/**
 * Makes alternatives of the rule `step` of that grammar.
 * @returns {string[]} one for each step of the server
 */
export function serverRules() {
  const ofTheServer = STEP_KINDS.filter(({ ofClient, words }) => !ofClient && words.length > 1);
  return ofTheServer.map(({ words }) => words.map(quoted).join(" , "));
}

/** @param {Option} option */
function optionRule({ words, parameter }) {
  return [...words.split(" ").map(quoted), ...(parameter ? [parameter.name] : [])].join(" , ");
}

/** @param {string} word */
function quoted(word) {
  return `"${word}"`;
}
