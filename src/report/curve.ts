// Curves for the terminal and as CSV: the front of each deployment, and the table at fixed interactivities that InferenceX
// publishes: read off the front by straight lines in logarithms, nothing beyond its fast end.
import { thin } from "../base/thin.ts";
import type { Curve, DeploymentCurve } from "../planner/curve/curve.ts";
import { onFront, paretoFront } from "../planner/curve/pareto.ts";
import type { CurvePoint } from "../planner/curve/point.ts";
import type { HeldAgainst } from "../planner/curve/published.ts";
import { aboveFront, aboveFrontText } from "./above-front.ts";
import { type Cell, row } from "./csv.ts";
import { number, seconds, tokensPerSecondPerMegawatt, unknown, usd } from "./format.ts";
import { plainTable } from "./plain-table.ts";
import { publishedText } from "./published.ts";

/** Tokens/s/user at which deployments are compared. */
const interactivities = [10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 600];

export interface AtInteractivity {
  tokensPerSecondPerUser: number;
  deployments: {
    name: string;
    outputTokensPerSecondPerMegawatt: number | null;
    low: number | null;
    high: number | null;
    usdPerMillionOutputTokens: number | null;
    outputTokensPerSecondPerProvisionedMegawatt: number | null;
    /** Over analysts' all-in power; null where there is none. */
    outputTokensPerSecondPerAllInMegawatt: number | null;
    outputTokensPerSecondPerDevice: number | null;
  }[];
}

export const isCurve = (answer: DeploymentCurve): answer is Curve => "points" in answer;

const speed = (point: CurvePoint) => point.tokensPerSecondPerUser;

/** Levels that at least one deployment reaches. */
export function atInteractivities(curves: readonly Curve[]): AtInteractivity[] {
  return interactivities
    .map((tokensPerSecondPerUser) => ({
      tokensPerSecondPerUser,
      deployments: curves.map(({ name, points }) => {
        const front = points.filter((point) => point.onParetoFront);
        const costs = points.filter((point) => point.onCostFront);
        const read = (of: (point: CurvePoint) => number, from = front) =>
          onFront(from, tokensPerSecondPerUser, speed, of) ?? null;
        // Each over a front of its own: a denominator that is the same at every load picks other points than mean power does.
        const best = (of: (point: CurvePoint) => number | null) => {
          if (points.some((point) => of(point) === null)) return null;
          const eligible = points.filter((point) => point.ttftMet);
          const amount = (point: CurvePoint) => of(point)!;
          return read(amount, paretoFront(eligible.length > 0 ? eligible : points, speed, amount));
        };
        return {
          name,
          outputTokensPerSecondPerMegawatt: read((point) => point.outputTokensPerSecondPerMegawatt),
          low: read((point) => point.low),
          high: read((point) => point.high),
          usdPerMillionOutputTokens: read((point) => point.usdPerMillionOutputTokens!, costs),
          outputTokensPerSecondPerProvisionedMegawatt: best(
            (point) => point.outputTokensPerSecondPerProvisionedMegawatt,
          ),
          outputTokensPerSecondPerAllInMegawatt: best((point) => point.outputTokensPerSecondPerAllInMegawatt),
          outputTokensPerSecondPerDevice: best((point) => point.outputTokensPerSecondPerDevice),
        };
      }),
    }))
    .filter(({ deployments }) => deployments.some((each) => each.outputTokensPerSecondPerMegawatt !== null));
}

const perMegawatt = (value: number | null) => (value === null ? unknown : tokensPerSecondPerMegawatt(value));

/** The heading before it has the unit. */
const perAllIn = (value: number | null) => perMegawatt(value).replace(" tok/s/MW", "");

const rate = (value: number | null) => (value === null ? unknown : number(value));

/** Which power is meant: measurements of others divide by other watts. */
const powersNamed =
  "Under a name: output tok/s per MW of mean facility power. /all-in MW: the same per MW of analysts' all-in provisioned power, which InferenceX divides by; /device: output tok/s per device.";

/** What each deployment gives and costs at each level, as texts. */
function fixedInteractivity(curves: readonly Curve[]): { heads: string[]; rows: string[][] } {
  return {
    heads: ["tok/s/user", ...curves.flatMap(({ name }) => [name, "/all-in MW", "/device", "$/Mtok"])],
    rows: atInteractivities(curves).map(({ tokensPerSecondPerUser, deployments }) => [
      number(tokensPerSecondPerUser),
      ...deployments.flatMap((each) => [
        perMegawatt(each.outputTokensPerSecondPerMegawatt),
        perAllIn(each.outputTokensPerSecondPerAllInMegawatt),
        rate(each.outputTokensPerSecondPerDevice),
        usd(each.usdPerMillionOutputTokens),
      ]),
    ]),
  };
}

export function curveTable(
  scenario: string,
  deployments: readonly DeploymentCurve[],
  held: readonly HeldAgainst[],
): string {
  const curves = deployments.filter(isCurve);
  const parts = [scenario, ""];
  if (curves.length > 0) {
    parts.push("At fixed interactivity, read off the Pareto fronts (log-log between points; – beyond reach)");
    const { heads, rows } = fixedInteractivity(curves);
    parts.push(plainTable(heads, rows), powersNamed, "");
  }
  parts.push(...publishedText(held));
  for (const answer of deployments)
    parts.push(...(isCurve(answer) ? frontLines(answer) : infeasibleLines(answer)));
  return parts.join("\n");
}

/** A terminal shows the shape; CSV and JSON have all points. */
const TERMINAL_ROWS = 10;

/** Of a deployment that can be built and has no curve. */
export const noPoints =
  "no points: no request could be served in any layout, because the memory that the weights leave holds no request of this length";

function frontLines(curve: Curve): string[] {
  const { name, points, operatingPoint, layoutCount, simulationCount } = curve;
  if (points.length === 0 && operatingPoint === null) return [`${name}: ${noPoints}`, ""];
  const front = points.filter((point) => point.onParetoFront);
  const line = (point: CurvePoint, mark: string) => [
    mark,
    number(speed(point)),
    perMegawatt(point.outputTokensPerSecondPerMegawatt),
    usd(point.usdPerMillionOutputTokens),
    number(point.users),
    point.layout,
    seconds(point.ttftP50Seconds),
    point.boundBy,
  ];
  const table = plainTable(
    ["", "tok/s/user", "output per MW", "$/Mtok", "users", "layout", "TTFT p50", "bound by"],
    [
      ...thin(front, TERMINAL_ROWS).map((point) => line(point, "")),
      ...(operatingPoint ? [line(operatingPoint, "as loaded")] : []),
    ],
  );
  const layouts = layoutCount === 1 ? "the stated layout" : `${layoutCount} layouts`;
  const [first] = front;
  const band = first
    ? `; 80 % of measurements within ${multiple(first.low, first)} to ${multiple(first.high, first)} times output per MW`
    : "";
  return [
    `${name}: Pareto front over loads and ${layouts}, ${simulationCount} points simulated${band}`,
    table,
    ...(aboveFront(curve) ? [`As loaded, ${name} is ${aboveFrontText}.`, ""] : []),
  ];
}

const multiple = (value: number, { outputTokensPerSecondPerMegawatt }: CurvePoint) =>
  number(value / outputTokensPerSecondPerMegawatt, 2);

function infeasibleLines(answer: Exclude<DeploymentCurve, Curve>): string[] {
  return [`${answer.name}: infeasible: ${answer.infeasible.reason}`, ""];
}

const columns: [string, (point: CurvePoint) => Cell][] = [
  ["tokens_per_second_per_user", speed],
  ["output_tokens_per_second_per_megawatt", (p) => p.outputTokensPerSecondPerMegawatt],
  ["low_output_tokens_per_second_per_megawatt", (p) => p.low],
  ["high_output_tokens_per_second_per_megawatt", (p) => p.high],
  ["usd_per_million_output_tokens", (p) => p.usdPerMillionOutputTokens],
  ["on_pareto_front", (p) => p.onParetoFront],
  ["on_cost_front", (p) => p.onCostFront],
  ["users", (p) => p.users],
  ["layout", (p) => p.layout],
  ["output_tokens_per_second", (p) => p.outputTokensPerSecond],
  ["output_tokens_per_second_per_device", (p) => p.outputTokensPerSecondPerDevice],
  ["output_tokens_per_second_per_provisioned_megawatt", (p) => p.outputTokensPerSecondPerProvisionedMegawatt],
  ["output_tokens_per_second_per_all_in_megawatt", (p) => p.outputTokensPerSecondPerAllInMegawatt],
  ["ttft_p50_seconds", (p) => p.ttftP50Seconds],
  ["ttft_met", (p) => p.ttftMet],
  ["bound_by", (p) => p.boundBy],
];

/** One row per point; an infeasible deployment has one row that says so. */
export function curveCsv(deployments: readonly DeploymentCurve[]): string {
  const header = row(["deployment", "feasible", ...columns.map(([name]) => name)]);
  const rows = deployments.flatMap((answer) =>
    isCurve(answer)
      ? answer.points.map((point) => row([answer.name, true, ...columns.map(([, of]) => of(point))]))
      : [row([answer.name, false, ...columns.map(() => null)])],
  );
  return header + rows.join("");
}

export function fixedInteractivityCsv(curves: readonly Curve[]): string {
  const header = row([
    "tokens_per_second_per_user",
    "deployment",
    "output_tokens_per_second_per_megawatt",
    "low_output_tokens_per_second_per_megawatt",
    "high_output_tokens_per_second_per_megawatt",
    "usd_per_million_output_tokens",
    "output_tokens_per_second_per_provisioned_megawatt",
    "output_tokens_per_second_per_all_in_megawatt",
    "output_tokens_per_second_per_device",
  ]);
  const rows = atInteractivities(curves).flatMap(({ tokensPerSecondPerUser, deployments }) =>
    deployments.map((each) =>
      row([
        tokensPerSecondPerUser,
        each.name,
        each.outputTokensPerSecondPerMegawatt,
        each.low,
        each.high,
        each.usdPerMillionOutputTokens,
        each.outputTokensPerSecondPerProvisionedMegawatt,
        each.outputTokensPerSecondPerAllInMegawatt,
        each.outputTokensPerSecondPerDevice,
      ]),
    ),
  );
  return header + rows.join("");
}
