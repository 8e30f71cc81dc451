// `node scripts/refresh-docs.js [FILE…]`: runs every command in the documentation and writes its output as it is now;
// renders the chart of the README; writes docs/reference anew. What a person has to read again: git diff.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandsOf, documents, fencedBlocks, readDocument, refreshed, runCommand } from "./doc-blocks.js";
import { root, run, setUp } from "./setup.js";

await setUp();
const asked = process.argv.slice(2);
for (const file of asked.length > 0 ? asked : documents()) {
  const lines = readDocument(file).split("\n");
  // From the end, so that line numbers before stay true.
  for (const block of fencedBlocks(readDocument(file)).reverse()) {
    if (block.language !== "console") continue;
    for (const command of commandsOf(block).reverse()) {
      const { exitCode, lines: output } = await runCommand(command.text);
      const place = `${file}:${command.line + 1}`;
      if (exitCode !== command.exitCode)
        console.error(`${place}: exit ${exitCode} instead of ${command.exitCode}`);
      const now = refreshed(command.shown, output);
      if (now !== command.shown) console.log(place);
      lines.splice(command.line + 1, command.shown.length, ...now);
    }
  }
  writeFileSync(root + file, lines.join("\n"));
}

if (asked.length === 0) {
  const folder = mkdtempSync(join(tmpdir(), "forewatt-docs-"));
  const scenario = "scenarios/chat-70b-blackwell.yaml";
  run(process.execPath, [
    `${root}bin/forewatt`,
    "run",
    scenario,
    "--quiet",
    "--format",
    "csv",
    "--out",
    folder,
  ]);
  copyFileSync(join(folder, "charts/latency-tpot.png"), `${root}docs/images/chat-70b-tpot.png`);
  rmSync(folder, { recursive: true });
  run(process.execPath, [`${root}scripts/reference.js`]);
}
