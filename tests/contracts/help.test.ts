// What --help shows holds: every command has examples, their options exist, and those that are quick run as they stand.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { shellLines } from "../../src/cli/examples.ts";
import { forewatt, root } from "./cli.ts";

/** Minutes of work, a server, or a queue that must be there: their words are checked, not run. */
const long =
  /^forewatt (search|sweep|merge|worker|ui|plan|calibrate|explain|claims|validate|curve|capacity|check|completion|run .*(--replications|--out)|compare .*--max)/;

interface Example {
  command: string;
  text: string;
  known: string[];
}

const folder = mkdtempSync(join(tmpdir(), "forewatt-help-"));
const examples: Example[] = [];
const without: string[] = [];

beforeAll(async () => {
  for (const path of ["scenarios", "docs/examples", "models"])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, "out"));
  for (const name of commands.map(({ usage }) => usage.split(" ")[0]!)) {
    const { stdout } = await forewatt([name, "--help"]);
    const known = [...stdout.matchAll(/--([\w-]+)/g)].map(([, option]) => option!);
    const [, shown = ""] = stdout.split("Examples:\n");
    const own = shown
      .split("\n")
      .filter((line) => line.startsWith("  forewatt "))
      .map((line) => ({ command: name, text: line.trim(), known }));
    if (own.length === 0) without.push(name);
    examples.push(...own);
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a shell would take them apart. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ""));

describe("examples in the help", () => {
  it("are there for every command", () => {
    expect(without).toEqual([]);
    expect(examples.length).toBeGreaterThan(25);
  });

  it("name options and files that exist", () => {
    const wrong = examples.flatMap(({ text, known }) =>
      wordsOf(text).flatMap((word) => {
        if (word.startsWith("--"))
          return known.includes(word.slice(2).split("=")[0]!) ? [] : [`${text}: ${word}`];
        const isFile = /^(scenarios|docs|models|claims)\/[^*]+$/.test(word);
        return isFile && !existsSync(join(root, word)) ? [`${text}: ${word}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("run, where that is quick", async () => {
    const quick = examples.filter(({ text }) => !long.test(text));
    expect(quick.length).toBeGreaterThan(6);
    for (const { text } of quick) {
      const [, ...args] = wordsOf(text);
      const { code, stderr } = await forewatt(args, { cwd: folder });
      expect({ text, code: code === 2 || code === 70 ? code : 0, stderr: code === 2 ? stderr : "" }).toEqual({
        text,
        code: 0,
        stderr: "",
      });
    }
  }, 60_000);
});

describe("an example that is wider than the terminal", () => {
  it("goes on after a backslash, outside of quotes", () => {
    const command = "forewatt run a.yaml --set rate='20 /s' --out out";
    expect(shellLines(command, 100)).toEqual([command]);
    expect(shellLines(command, 24)).toEqual(["forewatt run a.yaml", "  --set rate='20 /s'", "  --out out"]);
  });
});

describe("completion", () => {
  const completed = async (...words: string[]) =>
    (await forewatt(["--complete", ...words])).stdout.split("\n").filter((line) => line !== "");

  it("knows commands, options, and what they name", async () => {
    expect(await completed("ca")).toEqual(["calibrate", "capacity"]);
    expect(await completed("run", "x.yaml", "--trace")).toEqual(["--trace-out", "--trace-seconds"]);
    expect(await completed("list", "ha")).toEqual(["hardware"]);
    expect(await completed("claims", "gb200")).toEqual(["gb200-30x"]);
    expect(await completed("run", "x.yaml", "--set", "model=llama-3.1-8")).toContain("model=llama-3.1-8b");
    expect(await completed("run", "--format", "")).toEqual(["csv", "json", "table"]);
    // Files are the shell's.
    expect(await completed("run", "scen")).toEqual([]);
  });

  it("knows the values of an option joined to it, and not arguments for options", async () => {
    expect(await completed("run", "--format=j")).toEqual(["--format=json"]);
    expect(await completed("validate", "--format", "m")).toEqual(["markdown"]);
    expect(await completed("search", "--pick", "")).toEqual(["cheap", "efficient"]);
    expect(await completed("run", "--scen")).toEqual([]);
  });

  it("goes on within what bash takes for a word of its own", async () => {
    const script = `eval "$(forewatt completion bash)"
      COMP_LINE="forewatt run x.yaml --set model=llama-3.1-8"; COMP_POINT=\${#COMP_LINE}
      _forewatt; echo "\${COMPREPLY[@]}"`;
    const bin = `${join(root, "bin")}:${process.env.PATH}`;
    const { stdout } = await promisify(execFile)("bash", ["-c", script], {
      env: { ...process.env, PATH: bin },
    });
    expect(stdout).toBe("llama-3.1-8b\n");
  });

  it("is a script that the shell takes", async () => {
    const { stdout } = await forewatt(["completion", "bash"]);
    expect(stdout).toContain("complete -o bashdefault -o default -F _forewatt forewatt");
    expect((await forewatt(["completion", "fish"])).code).toBe(2);
  });
});
