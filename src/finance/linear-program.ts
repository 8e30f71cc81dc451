// A mixed-integer linear program, minimised by HiGHS (WebAssembly; the same solver in Node and in a browser). Variables are
// numbers: columns of the matrix in the order they were made.
import type { Highs, ModelData } from "highs";

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

export interface Minimum {
  /** By variable. */
  values: Float64Array;
  /** How far the objective may be above the least there is, relative. */
  gapRatio: number;
}

/**
 * How far to look for whole numbers. Few of them are solved exactly. Beyond, a relative gap is good enough: plans differ by
 * less than their inputs are known to. The limit is on nodes, not on time, so that the same plan is found on any machine; small
 * fleets of whole racks may keep a larger gap then, which is part of the answer.
 */
const FEW_WHOLE = 32;
const exactly = { mip_rel_gap: 0, mip_max_nodes: 100_000 };
const nearly = { mip_rel_gap: 5e-3, mip_max_nodes: 60 };
/** `primal_solution_status` of HiGHS. */
const FEASIBLE = 2;

export class LinearProgram {
  readonly #variables: Variable[] = [];
  readonly #constraints: Constraint[] = [];

  /** A variable of at least 0; `cost` is what one of it adds to the objective. */
  variable(cost: number, options: { upper?: number | undefined; integer?: boolean } = {}): number {
    const { upper = Number.POSITIVE_INFINITY, integer = false } = options;
    this.#variables.push({ cost, upper, integer });
    return this.#variables.length - 1;
  }

  constrain(terms: Constraint["terms"], sense: Constraint["sense"], bound: number): void {
    this.#constraints.push({ terms: terms.filter(([, coefficient]) => coefficient !== 0), sense, bound });
  }

  /** Throws where the program has no solution, which a program with slack always has. */
  minimise(highs: Highs): Minimum {
    return highs.withModel(this.#data(highs), (model) => {
      const whole = this.#variables.filter(({ integer }) => integer).length;
      model.options.set({ output_flag: false, ...(whole <= FEW_WHOLE ? exactly : nearly) });
      model.run();
      // At the limit the best solution so far stands.
      if (model.info.get("primal_solution_status") !== FEASIBLE)
        throw new Error(`the solver ended with status ${model.getModelStatus()}`);
      const { colValue } = model.getSolution();
      return {
        values: Float64Array.from(this.#variables, ({ integer }, index) =>
          integer ? Math.round(colValue[index]!) : Math.max(0, colValue[index]!),
        ),
        gapRatio: whole > 0 ? Math.max(0, Number(model.info.get("mip_gap"))) : 0,
      };
    });
  }

  #data(highs: Highs): ModelData {
    const columns = this.#variables;
    const rows = this.#constraints.filter(({ terms }) => terms.length > 0);
    const starts = [0];
    for (const { terms } of rows) starts.push(starts.at(-1)! + terms.length);
    return {
      numCols: columns.length,
      numRows: rows.length,
      colCost: columns.map(({ cost }) => cost),
      colLower: columns.map(() => 0),
      colUpper: columns.map(({ upper }) => upper),
      rowLower: rows.map(({ sense, bound }) => (sense === "<=" ? -highs.infinity : bound)),
      rowUpper: rows.map(({ sense, bound }) => (sense === ">=" ? highs.infinity : bound)),
      matrix: {
        format: "csr",
        numRows: rows.length,
        numCols: columns.length,
        starts,
        indices: rows.flatMap(({ terms }) => terms.map(([variable]) => variable)),
        values: rows.flatMap(({ terms }) => terms.map(([, coefficient]) => coefficient)),
      },
      integrality: columns.map(({ integer }) => (integer ? 1 : 0)),
    };
  }
}
