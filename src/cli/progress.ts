// One line on stderr that rewrites itself, only where a person watches. `done` is a fraction, which is drawn with the time
// that is left, or words.

const EVERY_MILLISECONDS = 100;

export function progressMeter(
  label: string,
  quiet: boolean,
): { show(done: number | string): void; clear(): void } {
  if (quiet || !process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = performance.now();
  let shown = "";
  const left = timeLeft();
  return {
    show(done) {
      const now = performance.now();
      if (now - shownAt < EVERY_MILLISECONDS) return;
      shownAt = now;
      const words = typeof done === "number" ? `${bar(done)} ${Math.floor(100 * done)} %${left(done)}` : done;
      // A line that wraps could not be rewritten.
      const line = `${label}: ${words}`.slice(0, (process.stderr.columns ?? 100) - 1);
      process.stderr.write(`\r${line.padEnd(shown.length)}`);
      shown = line;
    },
    clear() {
      if (shown !== "") process.stderr.write(`\r${" ".repeat(shown.length)}\r`);
    },
  };
}

const BAR_CELLS = 20;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(done: number): string {
  const cells = Math.min(1, Math.max(0, done)) * BAR_CELLS;
  const drawn = "█".repeat(Math.floor(cells)) + eighths[Math.floor((cells % 1) * 8)];
  return drawn.padEnd(BAR_CELLS, "·");
}

/** ", 1:20 left" for the fraction done, from the time since it was made; nothing while that says little. */
export function timeLeft(): (done: number) => string {
  const startedAt = performance.now();
  return (done) => {
    const seconds = (performance.now() - startedAt) / 1000;
    if (done <= 0 || done >= 1 || seconds < 1) return "";
    const left = Math.ceil((seconds * (1 - done)) / done);
    return `, ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
  };
}
