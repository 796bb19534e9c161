// The editor's bundle: CodeMirror and what the project adds to it. A page loads it
// when its code is first opened.

export { CodeMirrorEditor } from "./ui/code-editor/code-mirror-editor.js";
