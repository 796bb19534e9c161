// The checks of an exercise as the page knows them. Package check has the same in Go.

/**
 * A line of the learner's source.
 * @typedef {{ file: string, line: number }} Source
 *
 * Something that the server did. client: the check's name of it; level: of a log record.
 * @typedef {{ kind: string, client?: string, text: string, level?: string, source?: Source }}
 *   CheckEvent
 *
 * One call of a check.
 * @typedef {object} CheckStep
 * @property {string} text a line of a script, or words where script is false
 * @property {boolean} script whether the script language has the step
 * @property {"running" | "passed" | "failed"} state
 * @property {string} [why] what happened instead
 * @property {string} [expected] bytes in base64
 * @property {string} [received] bytes in base64
 * @property {number} [differs] index of the first byte that differs, in both
 * @property {CheckEvent[]} [events] what the server did since the step before
 *
 * failed: a step did not go as expected; crashed: the server panicked, returned or ended the
 * program; hung: it never listens, or a loop keeps it busy; broken: our own fault.
 * @typedef {"passed" | "failed" | "crashed" | "hung" | "broken"} CheckOutcome
 *
 * @typedef {object} CheckResult
 * @property {string} name
 * @property {CheckOutcome} outcome
 * @property {CheckStep[] | null} steps
 * @property {string} [cause] a sentence or two, for the learner
 * @property {Source} [source] the line that cause is about
 *
 * A state of a run. check: its index.
 * @typedef {{ type: "check", check: number, name: string }
 *   | { type: "step", check: number, index: number, step: CheckStep }
 *   | { type: "result", check: number, result: CheckResult }} CheckUpdate
 */

export {};
