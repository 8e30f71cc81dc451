// A mixed-integer linear program, minimised by HiGHS (WebAssembly; the same solver in Node and in a browser). Variables are
// numbers: columns of the matrix in the order they were made.
import type { Highs, ModelData } from "highs";
import { type Scaled, scalingOf } from "./scaling.ts";

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
 * less than their inputs are known to. Rounding up comes first; where it is not that near, switches are decided before counts; where
 * there are none, the tree is searched. The limit is on nodes, not on time, so that the same plan is found on any machine; the gap
 * that is left is part of the answer.
 */
const FEW_WHOLE = 32;
const exactly = { mip_rel_gap: 0, mip_max_nodes: 100_000 };
const NEAR = 5e-3;
const NODES = 60;
const nearly = { mip_rel_gap: NEAR, mip_max_nodes: NODES };
/** Two steps share it; a restart repeats what takes longest, the root. */
const nearer = { mip_rel_gap: NEAR / 2, mip_max_nodes: NODES, mip_allow_restart: false };
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
    const rows = this.#constraints.filter(({ terms }) => terms.length > 0);
    const scaled = scalingOf(
      rows,
      this.#variables.map(({ cost }) => cost),
      (column) => this.#variables[column]!.integer,
    );
    const data = this.#data(highs, rows, scaled);
    const isSmall = this.#variables.filter(({ integer }) => integer).length <= FEW_WHOLE;
    const best = isSmall ? solve(highs, data, exactly) : nearlyLeast(highs, data);
    if (best === undefined) throw new Error("the solver found nothing that keeps to the program");
    return {
      values: Float64Array.from(this.#variables, ({ integer }, index) =>
        integer
          ? Math.round(best.values[index]!)
          : Math.max(0, best.values[index]!) * scaled.columnRatio[index]!,
      ),
      gapRatio: gapOf(best),
    };
  }

  #data(
    highs: Highs,
    rows: readonly Constraint[],
    { columnRatio, rowRatio, objectiveRatio }: Scaled,
  ): ModelData {
    const variables = this.#variables;
    const starts = [0];
    for (const { terms } of rows) starts.push(starts.at(-1)! + terms.length);
    return {
      numCols: variables.length,
      numRows: rows.length,
      colCost: variables.map(({ cost }, column) => cost * columnRatio[column]! * objectiveRatio),
      colLower: variables.map(() => 0),
      colUpper: variables.map(({ upper }, column) => upper / columnRatio[column]!),
      rowLower: rows.map(({ sense, bound }, row) =>
        sense === "<=" ? -highs.infinity : bound * rowRatio[row]!,
      ),
      rowUpper: rows.map(({ sense, bound }, row) =>
        sense === ">=" ? highs.infinity : bound * rowRatio[row]!,
      ),
      matrix: {
        format: "csr",
        numRows: rows.length,
        numCols: variables.length,
        starts,
        indices: rows.flatMap(({ terms }) => terms.map(([variable]) => variable)),
        values: rows.flatMap(({ terms }, row) =>
          terms.map(([variable, coefficient]) => coefficient * columnRatio[variable]! * rowRatio[row]!),
        ),
      },
      // A program without whole variables is linear to the solver.
      ...(variables.some(({ integer }) => integer) && {
        integrality: variables.map(({ integer }) => (integer ? 1 : 0)),
      }),
    };
  }
}

interface Found {
  values: readonly number[];
  objective: number;
  /** Nothing can be below it. */
  bound: number;
}

/** Undefined where the program has none, or none was found. */
type Solution = Found | undefined;

const gapOf = ({ objective, bound }: Found): number =>
  objective === 0 ? 0 : Math.max(0, (objective - bound) / Math.abs(objective));

/** At a limit the best solution so far stands; undefined where there is none. */
function solve(highs: Highs, data: ModelData, options: Record<string, number | boolean>): Solution {
  return highs.withModel(data, (model) => {
    model.options.set({ output_flag: false, ...options });
    model.run();
    if (model.info.get("primal_solution_status") !== FEASIBLE) return undefined;
    const objective = Number(model.info.get("objective_function_value"));
    const bound = data.integrality === undefined ? objective : Number(model.info.get("mip_dual_bound"));
    return { values: [...model.getSolution().colValue], objective, bound };
  });
}

/** The least of them, with the highest of their bounds. */
function bestOf(...solutions: readonly Solution[]): Solution {
  const found = solutions.filter((each) => each !== undefined);
  if (found.length === 0) return undefined;
  const best = found.reduce((least, each) => (each.objective < least.objective ? each : least));
  return { ...best, bound: Math.max(...found.map(({ bound }) => bound)) };
}

function nearlyLeast(highs: Highs, data: ModelData): Solution {
  const rounded = roundedUp(highs, data);
  if (rounded && gapOf(rounded) <= NEAR) return rounded;
  return bestOf(rounded, switchesFirst(highs, data) ?? solve(highs, data, nearly));
}

/**
 * Whole variables of the relaxed program rounded up, the others solved for again: in large fleets as good as any search, and where
 * many small ones hang together what few nodes may miss. Undefined where that does not keep to the program.
 */
function roundedUp(highs: Highs, { integrality, ...relaxed }: ModelData): Solution {
  const least = solve(highs, relaxed, {});
  const isWhole = wholeOf(integrality);
  const found = least && solve(highs, fixed(relaxed, least, isWhole), {});
  return found && { ...found, bound: least.bound };
}

/**
 * What is 0 or 1 decided as if counts need not be whole, then counts: a switch that is a thousandth on costs the relaxed program a
 * thousandth, so its bound is far off until they are whole, and counts hardly move them. Undefined where there are no switches.
 */
function switchesFirst(highs: Highs, data: ModelData): Solution {
  const isWhole = wholeOf(data.integrality);
  const isSwitch = isWhole.map((whole, column) => whole && (data.colUpper as number[])[column] === 1);
  if (!isSwitch.includes(true)) return undefined;
  const whole = (which: readonly boolean[]) => ({ ...data, integrality: Int32Array.from(which, Number) });
  const least = solve(highs, whole(isSwitch), nearer);
  if (least === undefined) return undefined;
  const counts = fixed(whole(isWhole.map((each, column) => each && !isSwitch[column])), least, isSwitch);
  const found = bestOf(roundedUp(highs, counts), solve(highs, counts, nearer));
  return found && { ...found, bound: least.bound };
}

const wholeOf = (integrality: ModelData["integrality"]): boolean[] =>
  Array.from(integrality ?? [], (whole) => whole === 1);

/** The program with some of its variables at the whole number above what they are. */
function fixed(data: ModelData, { values }: Found, which: readonly boolean[]): ModelData {
  const at = (bounds: unknown) =>
    which.map((own, column) => (own ? Math.ceil(values[column]! - 1e-6) : (bounds as number[])[column]!));
  return { ...data, colLower: at(data.colLower), colUpper: at(data.colUpper) };
}
