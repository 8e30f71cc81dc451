// One line on stderr that rewrites itself, only where a person watches. `done` is a fraction, which is drawn with the pace of
// the work and the time that is left, or words.

import { cut } from "../report/break-lines.ts";
import { number } from "../report/format.ts";

const EVERY_MILLISECONDS = 100;

/** A fraction, with words where there are stages; or only words where nobody knows how much there is. */
export type Done = number | string | { fraction: number; doing: string };

export interface ProgressMeter {
  show(done: Done): void;
  clear(): void;
}

export function progressMeter(
  label: string,
  quiet: boolean,
  /** What the work consists of, where that can be counted. */
  work?: { count: number; unit: string },
): ProgressMeter {
  if (quiet || !process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = performance.now();
  let shown = "";
  let told = pace(work?.unit);
  let before = 0;
  const drawn = (fraction: number) => {
    // A stage of its own has a pace of its own.
    if (fraction < before) told = pace(work?.unit);
    before = fraction;
    const count = work?.count ?? 100;
    return `${bar(fraction)} ${Math.floor(100 * fraction)} %${told(fraction * count, count)}`;
  };
  return {
    show(done) {
      const now = performance.now();
      if (now - shownAt < EVERY_MILLISECONDS) return;
      shownAt = now;
      const words =
        typeof done === "number"
          ? drawn(done)
          : typeof done === "string"
            ? done
            : `${drawn(done.fraction)}, ${done.doing}`;
      const line = progressLine(label, words, process.stderr.columns || 100);
      process.stderr.write(`\r${line.padEnd(shown.length)}`);
      shown = line;
    },
    clear() {
      if (shown !== "") process.stderr.write(`\r${" ".repeat(shown.length)}\r`);
    },
  };
}

const SHORTEST_LABEL = 8;

/** A line that wraps could not be rewritten. The label gives way first: pace and time left stand at the end. */
export function progressLine(label: string, words: string, columns: number): string {
  const room = columns - 1 - `: ${words}`.length;
  return `${cut(label, Math.max(SHORTEST_LABEL, room))}: ${words}`.slice(0, columns - 1);
}

const BAR_CELLS = 20;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(done: number): string {
  const cells = Math.min(1, Math.max(0, done)) * BAR_CELLS;
  const drawn = "█".repeat(Math.floor(cells)) + eighths[Math.floor((cells % 1) * 8)];
  return drawn.padEnd(BAR_CELLS, "·");
}

/** ", 31 points/s, 1:20 left" from the time since it was made; nothing while that says little. Without a unit in percent. */
export function pace(unit?: string): (done: number, of: number) => string {
  const startedAt = performance.now();
  return (done, of) => {
    const seconds = (performance.now() - startedAt) / 1000;
    if (done <= 0 || done >= of || seconds < 1) return "";
    const left = Math.ceil((seconds * (of - done)) / done);
    const rate =
      unit === undefined
        ? `${number((100 * done) / of / seconds)} %/s`
        : `${number(done / seconds)} ${unit}/s`;
    return `, ${rate}, ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
  };
}
