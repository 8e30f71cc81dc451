// Requests routed to an instance and not ended: what routers compare. To a request those less urgent are not in the way.
import type { RequestTable } from "./request-table.ts";
import type { FewestOutstanding } from "./routers/fewest-outstanding.ts";

export class Outstanding {
  total = 0;
  readonly #byLevel: Int32Array;
  readonly #table: RequestTable;
  #fewest: FewestOutstanding | undefined;
  #place = 0;

  constructor(table: RequestTable, levels: number) {
    this.#table = table;
    this.#byLevel = new Int32Array(levels);
  }

  /** From now on its total is that of `place` there. */
  countIn(fewest: FewestOutstanding, place: number): void {
    this.#fewest = fewest;
    this.#place = place;
  }

  change(slot: number, by: 1 | -1): void {
    this.total += by;
    this.#fewest?.set(this.#place, this.total);
    if (this.#byLevel.length > 1) this.#byLevel[this.#table.level[slot]!]! += by;
  }

  /** Those at least as urgent as `level`. */
  upTo(level: number): number {
    if (this.#byLevel.length === 1) return this.total;
    let sum = 0;
    for (let l = 0; l <= level; l++) sum += this.#byLevel[l]!;
    return sum;
  }
}
