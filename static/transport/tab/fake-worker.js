// A worker for tests. It records what the page posts; a test calls what the program
// posts.

export class FakeWorker {
  /** @type {any[]} */
  posted = [];
  terminated = 0;
  /** @type {((message: any) => void) | null} */
  onmessage = null;
  /** @type {((error: any) => void) | null} */
  onerror = null;

  /** @param {any} message */
  postMessage(message) {
    this.posted.push(message);
  }

  terminate() {
    this.terminated++;
  }

  /** @param {object} message of the program */
  emit(message) {
    this.onmessage?.({ data: message });
  }

  /** @param {string} type of the messages */
  of(type) {
    return this.posted.filter((message) => message.type === type);
  }
}
