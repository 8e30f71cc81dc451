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
