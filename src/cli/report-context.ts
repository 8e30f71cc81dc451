// How a report says it was made: the command line, words quoted where a shell needs it, the build, the files by their hash.
import type { ReportContext } from "../report/html/reproduce.ts";
import { buildId } from "./build-id.ts";
import { inputFile } from "./input-file.ts";

const quoted = (text: string): string =>
  /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** `words` of the command line, then the options that are defined; `files` are what was read. */
export function reportContext(
  words: readonly string[],
  options: Readonly<Record<string, string | number | readonly string[] | undefined>>,
  files: readonly string[],
): ReportContext {
  const named = Object.entries(options).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : value === undefined ? [] : [value]).flatMap((each) => [
      `--${name}`,
      String(each),
    ]),
  );
  return {
    command: ["forewatt", ...words, ...named].map(quoted).join(" "),
    build: buildId,
    files: files.map(inputFile),
  };
}
