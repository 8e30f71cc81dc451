// Fenced blocks of the Markdown files, and the commands in ```console blocks with the output shown below each.
// A line `…` stands for any lines, `…` within a line for any text; `# exit 2` after a command is its exit code.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.js";

/** Every Markdown file of the documentation, relative to the project's folder. */
export function documents() {
  const under = (folder) =>
    readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return folder === "" ? [] : under(path);
      return path.endsWith(".md") ? [path] : [];
    });
  return [...under(""), ...under("docs"), "scenarios/traces/README.md"].sort();
}

/** `{ language, line, lines }` of every fenced block; `line` is the 0-based index of its first line. */
export function fencedBlocks(text) {
  const lines = text.split("\n");
  const blocks = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w*)$/.exec(lines[i]);
    if (!fence) continue;
    const end = lines.indexOf("```", i + 1);
    if (end < 0) throw new Error(`a block that starts at line ${i + 1} does not end`);
    blocks.push({ language: fence[1], line: i + 1, lines: lines.slice(i + 1, end) });
    i = end;
  }
  return blocks;
}

/** `{ line, text, exitCode, shown }` of every command of a console block. */
export function commandsOf(block) {
  const commands = [];
  for (const [index, line] of block.lines.entries()) {
    const command = /^\$ (.*?)(?:\s+# exit (\d+))?$/.exec(line);
    if (command)
      commands.push({
        line: block.line + index,
        text: command[1],
        exitCode: Number(command[2] ?? 0),
        shown: [],
      });
    else commands.at(-1).shown.push(line);
  }
  return commands;
}

/** Runs a command as a terminal of 100 columns would, in the project's folder with bin/ in the PATH. */
export function runCommand(text) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, PATH: `${join(root, "bin")}:${process.env.PATH}` };
  return new Promise((done) => {
    execFile("sh", ["-c", `{ ${text}\n} 2>&1`], { cwd: root, env, maxBuffer: 1 << 26 }, (error, stdout) => {
      const lines = stdout.split("\n").map((line) => line.trimEnd());
      while (lines.at(-1) === "") lines.pop();
      done({ exitCode: error ? error.code : 0, lines });
    });
  });
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether `lines` are what is shown. Nothing shown: nothing is claimed. */
export function matches(shown, lines) {
  if (shown.length === 0) return true;
  const pattern = shown
    .map((line) => (line === "…" ? "(?:.*\n)*" : `${escaped(line.trimEnd()).replaceAll("…", ".*")}\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(`${lines.join("\n")}\n`);
}

/** The output to show now: whole, or as many lines before and after the `…` line as were shown. */
export function refreshed(shown, lines) {
  const gap = shown.indexOf("…");
  if (shown.length === 0 || matches(shown, lines)) return shown;
  if (gap < 0) return lines;
  if (shown.indexOf("…", gap + 1) >= 0) throw new Error("several … lines: edit by hand");
  const after = shown.length - gap - 1;
  return [...lines.slice(0, gap), "…", ...(after > 0 ? lines.slice(-after) : [])];
}

export const readDocument = (file) => readFileSync(root + file, "utf8");
