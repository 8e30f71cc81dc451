// Ticks of an axis of dates (seconds since 1970): the first of a month, quarter or year, at most seven of them, fewer where it is narrow.

const MONTH_SECONDS = (365.25 * 86_400) / 12;
const mostTicks = 7;
/** Of a month with its year, and a space. */
const LABEL_PIXELS = 64;
const everyMonths = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600];
const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface Ticked {
  maxWidth: number;
  min: number;
  max: number;
  ticks: { value: number }[];
}

export function dateTicks(scale: Ticked): void {
  const most = Math.max(2, Math.min(mostTicks, Math.floor(scale.maxWidth / LABEL_PIXELS)));
  const months = (scale.max - scale.min) / MONTH_SECONDS;
  const every = everyMonths.find((count) => months / count <= most) ?? everyMonths.at(-1)!;
  const year = new Date(scale.min * 1000).getUTCFullYear();
  // From the start of a century, so that every tenth year is a round one.
  const first = 100 * Math.floor(year / 100);
  const ticks: { value: number }[] = [];
  for (
    let month = (year - first) * 12 - (((year - first) * 12) % every);
    ticks.length <= most;
    month += every
  ) {
    const value = Date.UTC(first, month, 1) / 1000;
    if (value > scale.max) break;
    if (value >= scale.min) ticks.push({ value });
  }
  scale.ticks = ticks;
}

/** `2027` where all are years, else `Jul 2027`. */
export function dateTick(value: number, ticks: readonly { value: number }[]): string {
  const monthOf = (seconds: number) => new Date(seconds * 1000).getUTCMonth();
  const year = String(new Date(value * 1000).getUTCFullYear());
  return ticks.every((tick) => monthOf(tick.value) === 0) ? year : `${names[monthOf(value)]} ${year}`;
}
