// What a search found: output per megawatt against cost per token, one mark a configuration, and the front that nothing beats
// in both.
import type { Search } from "../../planner/search/search.ts";
import { limitName, number, seconds, tokenRatePerMegawattUnits, unitFor, usdUnit } from "../format.ts";
import type { Line, LineChart } from "./chart.ts";

type Ranked = ReturnType<Search["ranked"]>[number];

const tipOf = ({ name, worth }: Ranked): string =>
  `${name}: ${number(worth.maxRequestsPerSecond)} req/s on ${worth.devices} devices, TTFT p90 ${seconds(worth.ttftP90Seconds)}, bound by ${limitName(worth.bindingLimit)}`;

/** Log axes have too few ticks for a narrow range. */
const scaleFor = (values: readonly number[]) =>
  Math.max(...values) > 12 * Math.min(...values) ? "log" : "linear";

/** Undefined where fewer than two configurations have a price. */
export function searchChart(
  scenario: string,
  ranked: readonly Ranked[],
  finding: string,
): LineChart | undefined {
  const priced = ranked.filter(({ worth }) => worth.usdPerMillionOutputTokens !== null);
  if (priced.length < 2) return undefined;
  const x = ({ worth }: Ranked) => worth.usdPerMillionOutputTokens!;
  const y = ({ worth }: Ranked) => worth.outputTokensPerSecondPerMegawatt;
  const sorted = [...priced].sort((a, b) => x(a) - x(b));
  const unit = unitFor(tokenRatePerMegawattUnits, sorted.map(y));
  const line = (name: string, colour: number, points: readonly Ranked[]): Line => ({
    name,
    colour,
    x: points.map(x),
    y: points.map(y),
    tips: points.map(tipOf),
  });
  const front = sorted.filter(({ onParetoFront }) => onParetoFront);
  const others = sorted.filter(({ onParetoFront }) => !onParetoFront);
  return {
    kind: "lines",
    id: "search",
    title: finding.replace(/\.$/, ""),
    subtitle: `${scenario}: configurations that were simulated, each at the largest load it carries within the service level; up and to the left is better`,
    x: { label: "per million output tokens", unit: usdUnit, scale: scaleFor(sorted.map(x)) },
    panels: [
      {
        heading: "",
        y: { label: "output per MW", unit, scale: scaleFor(sorted.map(y)) },
        lines: [
          // The first is drawn on top: a tie with the front does not hide it.
          { ...line("on the front", 1, front), marks: true },
          ...(front.length > 1 ? [line("front", 1, front)] : []),
          ...(others.length > 0 ? [{ ...line("beaten in both", 0, others), marks: true }] : []),
        ],
        references: [],
      },
    ],
    notes: [],
  };
}
