// A real nginx in front of a playground, below a path.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Playground } from "./playground.js";

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** @param {number} port */
async function listens(port) {
  const socket = connect(port, "127.0.0.1");
  const answer = new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  });
  const up = await answer;
  socket.destroy();
  return up;
}

/** The playground as learners reach it through nginx: its url is the public one. */
export class ProxiedPlayground extends Playground {
  /** @type {import("node:child_process").ChildProcess | null} */
  #nginx = null;
  #folder = "";
  url = "";

  /** @param {string} base path, with a slash at both ends */
  constructor(base) {
    super([]);
    this.base = base;
  }

  async start() {
    const port = await freePort();
    const site = `http://127.0.0.1:${port}${this.base}`;
    this.flags = ["--shared", "--public-url", site];
    await super.start();
    this.#folder = await mkdtemp(path.join(tmpdir(), "socketschool-nginx-"));
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${this.#folder}/${name};`)
      .join(" ");
    const file = path.join(this.#folder, "nginx.conf");
    await writeFile(
      file,
      `pid ${this.#folder}/pid; error_log stderr; daemon off; worker_processes 1;
      events {}
      http {
        access_log off; ${temporary}
        map $http_upgrade $connection_upgrade { default upgrade; "" close; }
        server {
          listen 127.0.0.1:${port};
          location ${this.base} {
            proxy_pass ${this.url}; proxy_http_version 1.1;
            proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
          }
        }
      }`,
    );
    const nginx = spawn("nginx", ["-c", file, "-p", this.#folder], { stdio: "ignore" });
    this.#nginx = nginx;
    const failed = new Promise((_, reject) => {
      nginx.once("error", () => reject(new Error("nginx is missing: apt install nginx-light")));
      nginx.once("exit", (code) => reject(new Error(`nginx ended with ${code}`)));
    });
    const up = (async () => {
      while (!(await listens(port)));
    })();
    await Promise.race([up, failed]);
    failed.catch(() => {});
    this.url = site.replace(/\/$/, "");
  }

  async end() {
    const nginx = this.#nginx;
    if (nginx && nginx.exitCode === null) {
      const exit = once(nginx, "exit");
      nginx.kill("SIGTERM");
      await exit;
    }
    await super.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
