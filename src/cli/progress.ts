// One line on stderr that rewrites itself, only where a person watches. `done` is a fraction, or words.

const EVERY_MILLISECONDS = 100;

export function progressMeter(
  label: string,
  quiet: boolean,
): { show(done: number | string): void; clear(): void } {
  if (quiet || !process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = performance.now();
  let shown = "";
  return {
    show(done) {
      const now = performance.now();
      if (now - shownAt < EVERY_MILLISECONDS) return;
      shownAt = now;
      const line = `${label}: ${typeof done === "number" ? `${Math.floor(100 * done)} %` : done}`;
      process.stderr.write(`\r${line.padEnd(shown.length)}`);
      shown = line;
    },
    clear() {
      if (shown !== "") process.stderr.write(`\r${" ".repeat(shown.length)}\r`);
    },
  };
}
