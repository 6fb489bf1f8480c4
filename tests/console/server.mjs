// A server of our own for a browser test: fresh folder, free port, one centre or more, the shipped pack zipped.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { randomBytes, randomUUID } from "node:crypto";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.TONGXIN_BIN ?? path.join(root, "target/debug/tongxin");

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

const RIYUE = { id: "riyue", zh: "日月广场党群活动中心", en: "Riyue Plaza Activity Centre" };

// `more` is TOML that stands before the centres.
export async function startServer(centres = [RIYUE], more = "") {
  const folder = mkdtempSync(path.join(tmpdir(), "tongxin-console-"));
  const port = await freePort();
  const config = path.join(folder, "server.toml");
  const listed = centres.map(({ id, zh, en }) => `[[centres]]\nid = "${id}"\ntitle = { "zh-CN" = "${zh}", en = "${en}" }\n`);
  writeFileSync(config, `listen = "127.0.0.1:${port}"\ndata_dir = "${folder}/data"\n${more}${listed.join("")}`);
  const child = spawn(program, ["server", "--config", config], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const ready = new Promise((resolve, reject) => {
    child.stderr.on("data", (chunk) => {
      said += chunk;
      const password = /with the password (\S+)/.exec(said)?.[1];
      if (password && said.includes("the console is at")) resolve(password);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  const password = await ready;
  return {
    url: `http://127.0.0.1:${port}`,
    password,
    folder,
    async stop() {
      const ended = new Promise((resolve) => { child.removeAllListeners("exit"); child.on("exit", resolve); });
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

// A zip without compression, as small as a zip can be written.
function zip(files) {
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n >>> 0;
  });
  const crc = (bytes) => ~bytes.reduce((sum, byte) => (sum >>> 8) ^ table[(sum ^ byte) & 255], ~0) >>> 0;
  const record = (...fields) => Buffer.concat(fields.map(([size, value]) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntLE(value, 0, size);
    return bytes;
  }));
  const parts = [], listing = [];
  let at = 0;
  for (const [name, content] of files) {
    const path = Buffer.from(name), bytes = Buffer.from(content);
    const facts = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, crc(bytes)], [4, bytes.length], [4, bytes.length], [2, path.length], [2, 0]];
    const local = Buffer.concat([record([4, 0x04034b50], ...facts), path, bytes]);
    listing.push(record([4, 0x02014b50], [2, 20], ...facts, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), path);
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(listing);
  const count = files.length;
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, central.length], [4, at], [2, 0]);
  return Buffer.concat([...parts, central, end]);
}

function filesUnder(folder, within = "") {
  return readdirSync(path.join(folder, within), { withFileTypes: true })
    .filter((entry) => !/^[_.]/.test(entry.name))
    .flatMap((entry) => {
      const name = path.posix.join(within, entry.name);
      return entry.isDirectory() ? filesUnder(folder, name) : [[name, readFileSync(path.join(folder, name))]];
    });
}

// The shipped pack as a pack file, with pack.toml as `change` makes it.
export function packFile(change = (toml) => toml) {
  const files = filesUnder(path.join(root, "content/riyue"));
  return zip(files.map(([name, content]) => [name, name === "pack.toml" ? change(content.toString()) : content]));
}

// A pack file with several things wrong.
export function brokenPackFile() {
  return zip([
    ["pack.toml", 'format = 1\nid = "riyue"\ncentre = "riyue"\nlanguages = ["zh-CN", "en"]\nexhibits = ["qilou"]\n'
      + 'cover = "cover.webp"\n[title]\nzh-CN = "日月"\n'],
    ["qilou/exhibit.toml", 'kind = "movie"\ncover = "../p1.webp"\n'],
  ]);
}

// A kiosk that a test plays: it joins, listens, reports.
export class Device {
  constructor(url, hostname) {
    Object.assign(this, { url, hostname, id: randomUUID(), secret: randomBytes(32).toString("hex") });
  }
  async ask() {
    const body = JSON.stringify({ id: this.id, secret: this.secret, hostname: this.hostname });
    const answer = await fetch(`${this.url}/api/kiosk/v1/enrolments`, { method: "POST", body, headers: { "content-type": "application/json" } });
    return answer.json();
  }
  async send(path, body) {
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.secret}` };
    return fetch(`${this.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  }
  report(changes = {}) {
    return this.send("/api/kiosk/v1/report", {
      program_version: "0.1.0", packs: [{ id: "riyue", version: 1 }], schedule_version: 1,
      now_playing: { play: { kind: "home", pack: "riyue" }, rule: null, until: null },
      activity: "attract", outbox: 0, problems: [], ...changes,
    });
  }
  // Calls back for every push; a function that ends it.
  async listen(heard) {
    const ending = new AbortController();
    const answer = await fetch(`${this.url}/api/kiosk/v1/events`, { headers: { authorization: `Bearer ${this.secret}` }, signal: ending.signal });
    const reading = (async () => {
      let text = "";
      for await (const chunk of answer.body) {
        text += new TextDecoder().decode(chunk);
        for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
          const name = /^event: ?(\S+)/m.exec(text.slice(0, end))?.[1];
          if (name) heard(name);
        }
      }
    })().catch(() => {});
    return async () => { ending.abort(); await reading; };
  }
}

