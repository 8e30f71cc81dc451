// Which part of a run counts: from the request that ends the warm-up to the last arrival, or to the end. Rates count
// what happened inside; latencies are those of the requests that arrived inside (design 2).

export interface WindowConfig {
  /** So many of the requests that set the pace are warm-up. */
  firstRequest: number;
  until: "last-arrival" | "drained";
}

export class MeasurementWindow {
  readonly config: WindowConfig;
  /** Open until known: nothing before `startSeconds` counts, nothing after `endSeconds`. */
  startSeconds: number;
  endSeconds = Number.POSITIVE_INFINITY;
  /** Requests with a smaller id are warm-up. */
  firstId: number;
  #firstArrivalSeconds = 0;

  constructor(config: WindowConfig) {
    this.config = config;
    this.firstId = config.firstRequest === 0 ? 0 : Number.POSITIVE_INFINITY;
    this.startSeconds = config.firstRequest === 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  arrived(id: number, nowSeconds: number, primary: number, last: boolean): void {
    if (id === 0) this.#firstArrivalSeconds = nowSeconds;
    if (primary === this.config.firstRequest && primary > 0) {
      this.startSeconds = nowSeconds;
      this.firstId = id;
    }
    if (last && this.config.until === "last-arrival") this.endSeconds = nowSeconds;
  }

  /** Is an instant inside? Step ends and finishes are counted by their instant. */
  holds(seconds: number): boolean {
    return seconds > this.startSeconds && seconds <= this.endSeconds;
  }

  /** At the end of the run; arrivals all at one instant make no window, and the rates are those of the whole run. */
  close(nowSeconds: number): { startSeconds: number; endSeconds: number; whole: boolean } {
    const endSeconds = Math.min(this.endSeconds, nowSeconds);
    const openSeconds = Math.max(this.startSeconds, this.#firstArrivalSeconds);
    if (endSeconds > openSeconds) return { startSeconds: this.startSeconds, endSeconds, whole: false };
    return { startSeconds: 0, endSeconds: nowSeconds, whole: true };
  }
}
