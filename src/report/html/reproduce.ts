// How to make a page again: the command, which forewatt exactly, and the files it read, named by their content.
import type { Block } from "./block.ts";
import { textTable } from "./block.ts";
import type { Section } from "./page.ts";

/** How to make this result again. */
export interface ReportContext {
  /** The command line that gives this result, e.g. `forewatt run scenarios/chat.yaml --seed 1`. */
  command: string;
  /** Code and profiles by their hash: `0.1.0+0a1b2c3d4e5f`. */
  build?: string | undefined;
  /** What was read, as it was: the page alone can then reproduce the run. */
  files?: readonly InputFile[] | undefined;
}

export interface InputFile {
  path: string;
  sha256: string;
  /** Shown in full; left out for long ones. */
  text?: string | undefined;
}

export function reproduction(
  { command, build, files = [] }: ReportContext,
  /** "seed 1, 5 replications". */
  randomness: string,
): Section {
  const blocks: Block[] = [{ kind: "code", text: command }];
  const drawn = randomness === "" ? "nothing is drawn at random" : randomness;
  const exactly = build === undefined ? "" : `forewatt ${build}, ${drawn}. `;
  blocks.push({
    kind: "paragraph",
    quiet: true,
    text: `${exactly}The same version${files.length > 0 ? ", files" : ""} and ${randomness === "" ? "command" : "seed"} give the same result, digit for digit.`,
  });
  if (files.length > 0)
    blocks.push(
      textTable(
        "Files read",
        ["file", "SHA-256"],
        files.map(({ path, sha256 }) => [path, sha256]),
      ),
    );
  for (const { path, text } of files)
    if (text !== undefined) blocks.push({ kind: "details", summary: path, blocks: [{ kind: "code", text }] });
  return { id: "reproduce", heading: "How to reproduce", blocks };
}
