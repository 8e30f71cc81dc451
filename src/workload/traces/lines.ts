// Bytes to lines, pulled: never more than a piece and one line in memory. UTF-8, with or without BOM, LF or CRLF.
import { InputError } from "../../base/errors.ts";
import type { TraceInput } from "./trace-input.ts";

const pieceBytes = 256 * 1024;
const longestLine = 64 * 1024 * 1024;

/** Lines without their ends. The last one counts even when nothing ends it. */
export function* lines(input: TraceInput): Generator<string> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  let begunLength = 0;
  for (const chunk of input.open()) {
    for (let offset = 0; offset < chunk.length; offset += pieceBytes) {
      const text = decoder.decode(chunk.subarray(offset, offset + pieceBytes), { stream: true });
      let start = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
        let line = text.slice(start, end);
        if (begun.length > 0) {
          line = begun.join("") + line;
          begun = [];
          begunLength = 0;
        }
        yield line.endsWith("\r") ? line.slice(0, -1) : line;
        start = end + 1;
      }
      if (start === text.length) continue;
      begun.push(text.slice(start));
      begunLength += text.length - start;
      if (begunLength > longestLine)
        throw InputError.of(input.name, "", "a line is longer than 64 MiB: not a text trace");
    }
  }
  begun.push(decoder.decode());
  const last = begun.join("");
  if (last !== "") yield last.endsWith("\r") ? last.slice(0, -1) : last;
}
