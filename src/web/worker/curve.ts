// The curves of a scenario's deployments, one after the other.
import { checkLengths, curveOf, type DeploymentCurve } from "../../planner/curve/curve.ts";
import type { CurvePoint } from "../../planner/curve/point.ts";
import { heldAgainst } from "../../planner/curve/published.ts";
import type { Chart } from "../../report/charts/chart.ts";
import { curveChart } from "../../report/charts/curve.ts";
import { atInteractivities, curveCsv, isCurve } from "../../report/curve.ts";
import { curveFinding } from "../../report/curve-finding.ts";
import { number, seconds, tokensPerSecondPerMegawatt, unknown, usd } from "../../report/format.ts";
import { loadState, type StateWithFiles } from "./scenario.ts";

export interface CurvesAnswer {
  finding: string;
  chart: Chart | undefined;
  names: string[];
  /** Tokens/s/user, then output per MW and cost for each deployment. */
  levels: string[][];
  /** The front of each deployment, point by point. */
  fronts: { name: string; rows: string[][] }[];
  infeasible: string[];
  csv: string;
}

const frontRow = (point: CurvePoint): string[] => [
  number(point.tokensPerSecondPerUser),
  tokensPerSecondPerMegawatt(point.outputTokensPerSecondPerMegawatt),
  usd(point.usdPerMillionOutputTokens),
  number(point.users),
  point.layout,
  seconds(point.ttftP50Seconds),
  point.boundBy,
];

export interface CurvesInput extends StateWithFiles {
  sweepLayouts: boolean;
}

export function* curvesOf({ sweepLayouts, ...input }: CurvesInput): Generator<number, CurvesAnswer, boolean> {
  const loaded = loadState(input);
  checkLengths(loaded);
  const { scenario } = loaded;
  const names = Object.keys(scenario.file.deployments);
  const answers: DeploymentCurve[] = [];
  for (const [index, name] of names.entries()) {
    const work = curveOf(scenario, name, { seed: input.state.seed, sweepLayouts });
    let step = work.next(false);
    while (!step.done) step = work.next(yield (index + step.value) / names.length);
    answers.push(step.value);
  }
  const comparing = heldAgainst(scenario, { seed: input.state.seed });
  let compared = comparing.next(false);
  while (!compared.done) compared = comparing.next(yield 1);
  const curves = answers.filter(isCurve);
  const finding = curveFinding(curves);
  return {
    finding,
    chart: curves.length > 0 ? curveChart(scenario.name, curves, finding, compared.value) : undefined,
    names: curves.map(({ name }) => name),
    levels: atInteractivities(curves).map(({ tokensPerSecondPerUser, deployments }) => [
      number(tokensPerSecondPerUser),
      ...deployments.flatMap((each) => [
        each.outputTokensPerSecondPerMegawatt === null
          ? unknown
          : tokensPerSecondPerMegawatt(each.outputTokensPerSecondPerMegawatt),
        usd(each.usdPerMillionOutputTokens),
      ]),
    ]),
    fronts: curves.map(({ name, points }) => ({
      name,
      rows: points.filter((point) => point.onParetoFront).map(frontRow),
    })),
    infeasible: answers.flatMap((answer) =>
      isCurve(answer) ? [] : [`${answer.name} is infeasible: ${answer.infeasible.reason}`],
    ),
    csv: curveCsv(answers),
  };
}
