// `forewatt ui` as another page, or another machine, would try it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forewatt, root } from "./cli.ts";

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

let child: ChildProcess;
let base: URL;

beforeAll(async () => {
  child = spawn(process.execPath, [join(root, "bin/forewatt"), "ui"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const line = await new Promise<string>((resolve) =>
    child.stdout!.setEncoding("utf8").once("data", (text: string) => resolve(text)),
  );
  base = new URL(line.trim());
});
afterAll(() => child.kill());

/** The path as given: `URL` would tidy it up. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: base.hostname, port: base.port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    asked.on("error", reject).end();
  });
}

describe("forewatt ui", () => {
  it("serves the page on loopback, with a policy that lets nothing in and nothing out", async () => {
    expect(base.hostname).toBe("127.0.0.1");
    const { status, headers, body } = await ask("/");
    expect(status).toBe(200);
    expect(body).toBe(readFileSync(join(root, "dist/web/index.html"), "utf8"));
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  it("lets only workers compile WebAssembly", async () => {
    const [, script] = /src="\.(\/assets\/[^"]+\.js)"/.exec((await ask("/")).body)!;
    const [worker] = readdirSync(join(root, "dist/web/assets/worker")).filter((name) =>
      /^main-.*\.js$/.test(name),
    );
    expect((await ask(`/assets/worker/${worker}`)).headers["content-security-policy"]).toContain(
      "'wasm-unsafe-eval'",
    );
    expect((await ask(script!)).headers["content-security-policy"]).not.toContain("wasm");
  });

  it.each([
    "/nothing",
    "/what-if",
    "/assets/",
    "/assets",
    "/../package.json",
    "/assets/../../../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/assets/..%5c..%5cpackage.json",
    "//etc/passwd",
    "/index.html%00.js",
  ])("has nothing at %s", async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).toBe("not found\n");
  });

  it.each<[string, Record<string, string>]>([
    ["another Host", { host: "rebound.example" }],
    ["another port as Host", { host: "127.0.0.1:1" }],
    ["another Origin", { origin: "https://elsewhere.example" }],
    ["an Origin on another port", { origin: "http://127.0.0.1:1" }],
    ["an Origin of null", { origin: "null" }],
  ])("refuses %s", async (_, headers) => {
    for (const path of ["/", "/nothing"]) {
      const { status, body } = await ask(path, headers);
      expect(status).toBe(403);
      expect(body).not.toContain("<");
    }
  });

  it("answers its own names", async () => {
    const own = { host: `localhost:${base.port}`, origin: `http://localhost:${base.port}` };
    expect((await ask("/", own)).status).toBe(200);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses %s", async (method) => {
    expect((await ask("/", {}, method)).status).toBe(405);
  });

  it("names what is wrong with a port", async () => {
    const taken = await forewatt(["ui", "--port", base.port]);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain(`${base.port} is taken`);
    const wrong = await forewatt(["ui", "--port", "many"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("expected a port between 0 and 65535");
  });

  it("ends with Ctrl-C, whatever a browser keeps open", async () => {
    const own = spawn(process.execPath, [join(root, "bin/forewatt"), "ui"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const url = await new Promise<string>((resolve) =>
      own.stdout!.setEncoding("utf8").once("data", (text: string) => resolve(text.trim())),
    );
    const kept = request(url, { headers: { connection: "keep-alive" } }).end();
    kept.on("error", () => {});
    await new Promise((resolve) => kept.on("response", (response) => resolve(response.resume())));
    const ended = new Promise((resolve) => own.on("exit", resolve));
    own.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("is built by npm ci", () => {
    expect(existsSync(join(root, "dist/web/index.html"))).toBe(true);
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(scripts.prepare).toContain("build-web.js");
  });
});
