// What a builder is: it makes a module of a learner's files. The host's and the
// tab's builder do it in the same way for the page.

/**
 * The files of a program's package.
 * @typedef {Record<string, string>} Files text by base name
 *
 * A fault in the code.
 * @typedef {object} CodeProblem
 * @property {string} file base name; empty where no place is known
 * @property {number} line from 1
 * @property {number} column from 1, in bytes
 * @property {string} message in the compiler's words
 *
 * How far a build is. place: how many builds come first, from 1; done and total: bytes.
 * @typedef {{ step: "queued", place: number } | { step: "fetching", done: number, total: number }
 *   | { step: "preparing" } | { step: "compiling" } | { step: "linking" }} BuildProgress
 *
 * @typedef {{ module: WebAssembly.Module } | { problems: CodeProblem[] }} BuildResult
 *
 * An exercise, whose checks come into the module. checkFile: their source.
 * @typedef {{ name: string, checkFile: string }} ExerciseChecks
 *
 * @typedef {object} BuildOptions
 * @property {ExerciseChecks} [exercise]
 * @property {(progress: BuildProgress) => void} [progress]
 * @property {AbortSignal} [signal] ends the build, which then rejects with the signal's reason
 *
 * @typedef {object} Builder
 * @property {"host" | "tab"} id
 * @property {(lesson: string, files: Files, options?: BuildOptions) => Promise<BuildResult>} build
 *   takes all files of the package; rejects with a Problem where nothing can be built
 */

export {};
