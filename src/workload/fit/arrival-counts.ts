// Arrivals of a log in one pass and bounded memory: the moments of the gaps, and counts in windowRequests that double their width when
// there are too many.

const mostWindows = 1 << 16;

export interface ArrivalCounts {
  count: number;
  /** First to last arrival. */
  durationSeconds: number;
  /** Coefficient of variation of the gaps; NaN below three arrivals. */
  gapVariationRatio: number;
  windowSeconds: number;
  /** Requests per window from the first arrival; the last one, which the log may cut, is left out. */
  windowRequests: Float64Array;
}

export class ArrivalCounter {
  private count = 0;
  private firstSeconds = 0;
  private lastSeconds = 0;
  private gapSquares = 0;
  private windowSeconds = 1;
  private requests = new Float64Array(mostWindows);

  /** Arrivals come in order; `requests` more than one is telemetry, where gaps mean nothing. */
  add(seconds: number, requests = 1): void {
    if (this.count === 0) this.firstSeconds = seconds;
    else this.gapSquares += (seconds - this.lastSeconds) ** 2;
    this.count += requests;
    this.lastSeconds = seconds;
    while (seconds - this.firstSeconds >= this.windowSeconds * mostWindows) this.widen();
    this.requests[Math.floor((seconds - this.firstSeconds) / this.windowSeconds)]! += requests;
  }

  result(): ArrivalCounts {
    const { count, windowSeconds } = this;
    const durationSeconds = this.lastSeconds - this.firstSeconds;
    const gaps = count - 1;
    const meanGap = durationSeconds / gaps;
    return {
      count,
      durationSeconds,
      gapVariationRatio:
        gaps < 2 ? Number.NaN : Math.sqrt(Math.max(0, this.gapSquares / gaps / meanGap ** 2 - 1)),
      windowSeconds,
      windowRequests: this.requests.slice(0, Math.floor(durationSeconds / windowSeconds)),
    };
  }

  private widen(): void {
    const half = mostWindows / 2;
    for (let i = 0; i < half; i++) this.requests[i] = this.requests[2 * i]! + this.requests[2 * i + 1]!;
    this.requests.fill(0, half);
    this.windowSeconds *= 2;
  }
}

/** The counts in windows `times` as wide; what does not fill one is left out. */
export function widened(windowRequests: Float64Array, times: number): Float64Array {
  const wide = new Float64Array(Math.floor(windowRequests.length / times));
  for (let i = 0; i < wide.length * times; i++) wide[Math.floor(i / times)]! += windowRequests[i]!;
  return wide;
}

/** Variance over mean of counts: 1 for Poisson arrivals, cv^2 of the gaps for any renewal process. */
export function dispersion(windowRequests: Float64Array): number {
  const mean = windowRequests.reduce((sum, each) => sum + each, 0) / windowRequests.length;
  const squares = windowRequests.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return squares / (windowRequests.length - 1) / mean;
}
