// Gaps between the tokens of decoding sequences. All that took part in the last decode step share one gap; those that
// joined since have their own. Within a run the later gaps are the step times, which the run itself tells.
import type { RequestTable } from "./request-table.ts";
import type { Run } from "./run.ts";
import { SlotList } from "./slot-list.ts";

export class TokenGaps {
  /** End of the last decode step: when everybody in the batch got a token, but for the newcomers. */
  lastDecodeEndSeconds = 0;
  readonly #newcomers = new SlotList();
  readonly #table: RequestTable;
  readonly #report: (endSeconds: number, gapSeconds: number, count: number) => void;

  constructor(table: RequestTable, report: (endSeconds: number, gapSeconds: number, count: number) => void) {
    this.#table = table;
    this.#report = report;
  }

  joined(slot: number): void {
    this.#newcomers.push(slot);
  }

  left(slot: number): void {
    this.#newcomers.remove(slot);
  }

  /** Tells the gaps of the first step of a run that ends at `endSeconds`. */
  count(run: Run, endSeconds: number): void {
    const firstEnd = run.startSeconds + run.firstSeconds;
    const newcomers = this.#newcomers;
    const gap = firstEnd - this.lastDecodeEndSeconds;
    let together = run.batch - newcomers.length;
    for (let i = 0; i < newcomers.length; i++) {
      const own = firstEnd - this.#table.lastTokenSeconds[newcomers.at(i)]!;
      if (own === gap && together > 0) together++;
      else this.#report(firstEnd, own, 1);
    }
    if (together > 0) this.#report(firstEnd, gap, together);
    newcomers.clear();
    this.lastDecodeEndSeconds = endSeconds;
  }
}
