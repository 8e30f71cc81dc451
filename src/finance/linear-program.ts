// A mixed-integer linear program, minimised by HiGHS (WebAssembly; the same solver in Node and in a browser). Variables are
// numbers; names are only for the text the solver reads.
import type { LegacyHighs } from "highs";

interface Variable {
  cost: number;
  upper: number;
  integer: boolean;
}

interface Constraint {
  terms: [variable: number, coefficient: number][];
  sense: "<=" | ">=" | "=";
  bound: number;
}

/**
 * Relative gap at which an integer solution is good enough: plans differ by less than their inputs are known to. The limit is
 * on nodes, not on time, so that the same plan is found on any machine.
 */
const GAP = 5e-3;
const MOST_NODES = 300;

export class LinearProgram {
  readonly #variables: Variable[] = [];
  readonly #constraints: Constraint[] = [];

  /** A variable of at least 0; `cost` is what one of it adds to the objective. */
  variable(cost: number, options: { upper?: number; integer?: boolean } = {}): number {
    const { upper = Number.POSITIVE_INFINITY, integer = false } = options;
    this.#variables.push({ cost, upper, integer });
    return this.#variables.length - 1;
  }

  constrain(terms: Constraint["terms"], sense: Constraint["sense"], bound: number): void {
    this.#constraints.push({ terms: terms.filter(([, coefficient]) => coefficient !== 0), sense, bound });
  }

  /** Values by variable; throws where the program has no solution, which a program with slack always has. */
  minimise(highs: LegacyHighs): Float64Array {
    const { Status, Columns } = highs.solve(this.#text(), {
      output_flag: false,
      mip_rel_gap: GAP,
      mip_max_nodes: MOST_NODES,
    });
    // At a limit the best solution so far stands.
    if (Status !== "Optimal" && !/limit/i.test(Status)) throw new Error(`the solver ended with "${Status}"`);
    return Float64Array.from(this.#variables, ({ integer }, index) => {
      const value = (Columns[`x${index}`] as { Primal: number }).Primal;
      return integer ? Math.round(value) : Math.max(0, value);
    });
  }

  /** CPLEX LP format. */
  #text(): string {
    const sum = (terms: readonly (readonly [number, number])[]) =>
      terms.map(([variable, coefficient]) => `${signed(coefficient)} x${variable}`).join("\n ");
    const costs = this.#variables.map(({ cost }, index) => [index, cost] as const);
    const rows = this.#constraints
      .filter(({ terms }) => terms.length > 0)
      .map(({ terms, sense, bound }, index) => ` c${index}: ${sum(terms)} ${sense} ${plain(bound)}`);
    const bounds = this.#variables.flatMap(({ upper }, index) =>
      Number.isFinite(upper) ? [` 0 <= x${index} <= ${plain(upper)}`] : [],
    );
    const integers = this.#variables.flatMap(({ integer }, index) => (integer ? [` x${index}`] : []));
    return [
      "Minimize",
      ` cost: ${sum(costs)}`,
      "Subject To",
      ...rows,
      "Bounds",
      ...bounds,
      ...(integers.length > 0 ? ["Generals", ...integers] : []),
      "End",
    ].join("\n");
  }
}

const plain = (value: number) => String(Number(value.toPrecision(12)));
const signed = (value: number) => (value < 0 ? `- ${plain(-value)}` : `+ ${plain(value)}`);
