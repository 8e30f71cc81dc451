// `node scripts/refresh-docs.js [FILE…]`: runs every command in the documentation and writes its output as it is now;
// writes docs/reference anew. What a person has to read again: git diff.
import { writeFileSync } from "node:fs";
import { commandsOf, documents, fencedBlocks, readDocument, refreshed, runCommand } from "./doc-blocks.js";
import { root, run, setUp } from "./setup.js";

await setUp();
const asked = process.argv.slice(2);
for (const file of asked.length > 0 ? asked : documents()) {
  const lines = readDocument(file).split("\n");
  const commands = fencedBlocks(readDocument(file))
    .filter(({ language }) => language === "console")
    .flatMap(commandsOf);
  // Run in order: what one writes another may read.
  for (const command of commands) {
    const { exitCode, lines: output } = await runCommand(command.text);
    const place = `${file}:${command.line + 1}`;
    const asExpected = exitCode === command.exitCode;
    if (!asExpected)
      console.error(`${place}: left as it is: exit ${exitCode} instead of ${command.exitCode}`);
    command.now = asExpected ? refreshed(command.shown, output) : command.shown;
    if (command.now !== command.shown) console.log(place);
  }
  // Written from the end, so that line numbers before stay true.
  for (const { line, shown, now } of commands.reverse()) lines.splice(line + 1, shown.length, ...now);
  writeFileSync(root + file, lines.join("\n"));
}

if (asked.length === 0) {
  run(process.execPath, [`${root}scripts/reference.js`]);
}
