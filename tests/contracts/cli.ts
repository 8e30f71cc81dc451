// The built command line as a user meets it, and a folder to put files in.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `forewatt …args`, ours or that of another package folder, with pipes for stdout and stderr. */
export function forewatt(
  args: string[],
  options: {
    cwd?: string;
    package?: string;
    onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  } = {},
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(options.package ?? root, "bin/forewatt"), ...args], {
      cwd: options.cwd ?? root,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", fail).on("close", (code) => done({ code, stdout, stderr }));
    options.onStart?.((signal) => child.kill(signal));
  });
}

/** The same with `--format json`, read. */
export async function jsonOf(args: string[], options: { cwd: string }) {
  const outcome = await forewatt([...args, "--format", "json"], options);
  return { ...outcome, result: JSON.parse(outcome.stdout) };
}

/** A new folder holding these files. */
export function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "forewatt-contract-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A small scenario that runs in no time; `changes` replace whole lines by their key. */
export function smallScenario(changes: Record<string, string> = {}): string {
  const lines: Record<string, string> = {
    schema: "schema: forewatt.scenario/1",
    title: "title: small",
    model: "model: llama-3.1-8b",
    engine: "engine: vllm",
    workload:
      "workload: { arrivals: { process: poisson, rate: 5 /s }, lengths: { input: { fixed: 200 tokens }, output: { fixed: 20 tokens } }, requests: 200 }",
    slo: "slo: { ttft: { p90: 1 s } }",
    facility: "facility: { pue: 1.2 }",
    deployments: "deployments: { one: { pools: [ { name: serve, hardware: h100-sxm } ] } }",
    ...changes,
  };
  return `${Object.values(lines).join("\n")}\n`;
}
