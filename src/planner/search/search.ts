// Search: configurations in the order of their promise, each simulated unless one already simulated beats the most it
// could do in both tokens/s/MW and $/Mtok. Whoever simulates asks for the next with `candidates`, and answers with `add`
// before `lookAhead` more have been asked for: so the result is the same for any number of workers.
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { type Bound, outlookOf } from "./bounds.ts";
import { demandOf } from "./demand.ts";
import type { Evaluation, Worth } from "./evaluate.ts";
import { type Configuration, searchSpace } from "./space.ts";

/** Evaluations in flight; more than this many workers would wait. */
const MOST_LOOK_AHEAD = 16;
/** What is asked for before the first answer cannot be left out: of a small space only so much of it. */
const LOOK_AHEAD_SHARE = 1 / 8;

export interface SearchOptions {
  seed: number;
  /** Off: every configuration is simulated. For tests. */
  prune?: boolean;
}

export interface Candidate extends Configuration {
  bound: Bound;
}

/** Better is higher; unknown cost is worse than any. */
interface Point {
  outputTokensPerSecondPerMegawatt: number;
  usdPerMillionOutputTokens: number | null;
}

export interface Found extends Configuration {
  worth: Worth;
}

const cost = (point: Point) => point.usdPerMillionOutputTokens ?? Number.POSITIVE_INFINITY;

const beats = (one: Point, other: Point): boolean =>
  one.outputTokensPerSecondPerMegawatt >= other.outputTokensPerSecondPerMegawatt && cost(one) <= cost(other);

export class Search {
  readonly found: Found[] = [];
  readonly infeasible: { name: string; reason: string }[] = [];
  readonly impossible: ReadonlyMap<string, number>;
  /** Left out because something simulated is better than they could be. */
  pruned = 0;
  /** Left out because they cannot meet the SLO even with a single request. */
  hopeless = 0;
  /** Left out because the model does not fit their memory. */
  unfit = 0;
  evaluated = 0;
  /** Those that could be asked for. */
  readonly total: number;
  /** Not asked for yet, and beaten by nothing so far, in the order of their promise. */
  #waiting: Candidate[] = [];
  readonly #prune: boolean;

  constructor(scenario: ResolvedScenario, { seed, prune = true }: SearchOptions) {
    this.#prune = prune;
    const { configurations, impossible } = searchSpace(scenario);
    this.impossible = impossible;
    const demand = demandOf(scenario, seed);
    for (const configuration of configurations) {
      const outlook = outlookOf(scenario, configuration.deployment, demand);
      if ("infeasible" in outlook) {
        this.unfit++;
        this.infeasible.push({ name: configuration.name, reason: outlook.infeasible });
      } else if ("hopeless" in outlook) {
        this.hopeless++;
        this.infeasible.push({
          name: configuration.name,
          reason: `no load meets the SLO: ${outlook.hopeless}`,
        });
      } else this.#waiting.push({ ...configuration, bound: outlook.bound });
    }
    this.total = this.#waiting.length;
    this.#waiting = byPromise(this.#waiting);
  }

  /** Evaluations in flight at most. */
  get lookAhead(): number {
    return Math.min(MOST_LOOK_AHEAD, Math.ceil(LOOK_AHEAD_SHARE * this.total));
  }

  /** Of all candidates, how many are settled: simulated or left out. */
  get settled(): number {
    return this.evaluated + this.pruned;
  }

  /** The next to simulate, one by one. */
  *candidates(): Generator<Candidate> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) yield next;
  }

  add({ name, deployment }: Configuration, evaluation: Evaluation): void {
    this.evaluated++;
    if ("infeasible" in evaluation) this.infeasible.push({ name, reason: evaluation.infeasible.reason });
    else {
      const { worth } = evaluation;
      this.found.push({ name, deployment, worth });
      if (this.#prune) this.#leaveOut(worth);
    }
  }

  #leaveOut(worth: Worth): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(({ bound }) => !beats(worth, bound));
    this.pruned += before - this.#waiting.length;
  }

  /** Best tokens/s/MW first, and whether nothing beats it in both. */
  ranked(): (Found & { onParetoFront: boolean })[] {
    return [...this.found]
      .sort(
        (a, b) =>
          b.worth.outputTokensPerSecondPerMegawatt - a.worth.outputTokensPerSecondPerMegawatt ||
          cost(a.worth) - cost(b.worth) ||
          (a.name < b.name ? -1 : 1),
      )
      .map((each, _, all) => ({
        ...each,
        onParetoFront: !all.some(
          (other) => beats(other.worth, each.worth) && !beats(each.worth, other.worth),
        ),
      }));
  }
}

/** By the better of the two ranks: the best of either kind come early and leave out most of the rest. */
function byPromise(candidates: readonly Candidate[]): Candidate[] {
  const ranks = new Map(candidates.map((candidate) => [candidate, candidates.length]));
  const orders = [(bound: Bound) => -bound.outputTokensPerSecondPerMegawatt, (bound: Bound) => cost(bound)];
  for (const key of orders)
    [...candidates]
      .sort((a, b) => key(a.bound) - key(b.bound) || (a.name < b.name ? -1 : 1))
      .forEach((candidate, rank) => {
        ranks.set(candidate, Math.min(rank, ranks.get(candidate)!));
      });
  return [...candidates].sort((a, b) => ranks.get(a)! - ranks.get(b)! || (a.name < b.name ? -1 : 1));
}
