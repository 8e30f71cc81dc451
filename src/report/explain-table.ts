// An explanation for the terminal: waterfalls as bars of text, what more of each resource gives, the figures it leans on.
import type { DeploymentContrast } from "../planner/explain/contrast.ts";
import { type EffectMetric, effectMetrics, swing } from "../planner/explain/effect.ts";
import type { DeploymentExplanation, Explanation } from "../planner/explain/explain.ts";
import type { Waterfall } from "../planner/explain/waterfall.ts";
import { amount, bindingSentence, changes, contrastSentences, metricNames } from "./explain-words.ts";
import { energyUnits, inUnit, number, percent, timeUnits, unitFor, usd } from "./format.ts";
import { aligned, plainTable } from "./plain-table.ts";

const LONGEST_BAR = 24;
/** A bar of fewer cells says nothing. */
const SHORTEST_BAR = 6;
const gap = "  ";
const metrics = Object.keys(effectMetrics) as EffectMetric[];

/** A part from where the ones before it end, in a line of `cells`. */
function bar(from: number, share: number, cells: number): string {
  const start = Math.max(0, Math.min(cells - 1, Math.round(from * cells)));
  const length = Math.max(1, Math.round(Math.abs(share) * cells));
  return `${" ".repeat(start)}${"█".repeat(Math.min(length, cells - start))}`;
}

/** All in the unit of the total, so that they compare at a glance. */
function amountLike({ unit, total }: Waterfall): (value: number) => string {
  if (unit === "USD") return usd;
  const shown = unitFor(unit === "s" ? timeUnits : energyUnits, [total]);
  return (value) => inUnit(value, shown);
}

function waterfallTable(waterfall: Waterfall, width: number): string {
  const { of, unit, total, parts } = waterfall;
  const names = parts.map(({ component }) => component);
  const amounts = aligned(parts.map(({ amount: value }) => value).map(amountLike(waterfall)));
  const shares = aligned(parts.map(({ amount: value }) => percent(value / total)));
  const widest = (cells: readonly string[]) => Math.max(...cells.map(({ length }) => length));
  const columns = [names, amounts, shares].map(widest);
  const room = width - gap.length - columns.reduce((sum, each) => sum + each + gap.length, 0);
  const cells = Math.min(LONGEST_BAR, room);
  let from = 0;
  const lines = parts.map(({ amount: value }, k) => {
    const drawn = cells < SHORTEST_BAR ? "" : bar(from / total, value / total, cells);
    from += value;
    const [name, amountText, share] = [names[k]!.padEnd(columns[0]!), amounts[k]!, shares[k]!];
    return ["", name, amountText.padStart(columns[1]!), share.padStart(columns[2]!), drawn]
      .join(gap)
      .trimEnd();
  });
  return `${[`${of}: ${amount(total, unit)}`, ...lines].join("\n")}\n`;
}

interface ExplainTableOptions {
  figureCount: number;
  /** Of the terminal: bars give way. */
  width: number;
}

const heads = metrics.map((metric) => metricNames[metric]);

function explanationText(explanation: Explanation, { figureCount, width }: ExplainTableOptions): string {
  const { waterfalls, effectRequests, resources, figures } = explanation;
  const shown = Object.values(waterfalls).filter((each): each is Waterfall => each !== undefined);
  const parts = [
    `${explanation.name}\n${"─".repeat(explanation.name.length)}\n${bindingSentence(explanation)}\n`,
    ...shown.map((each) => waterfallTable(each, width)),
    ...(effectRequests === null
      ? []
      : [
          `What changes would do, over the first ${number(effectRequests)} of the requests and against a run of as many:\n`,
        ]),
    plainTable(
      ["10 % more", ...heads],
      resources.map(({ resource, effect }) => [resource, ...changes(effect)]),
    ),
  ];
  if (figureCount > 0 && figures.length > 0)
    parts.push(
      plainTable(
        ["leans on (changed to)", "confidence", ...heads],
        figures.slice(0, figureCount).map(({ path, value, confidence, low, high }) => {
          const end = swing(low.effect) >= swing(high.effect) ? low : high;
          return [`${path} (${number(100 * (end.value / value - 1))} %)`, confidence, ...changes(end.effect)];
        }),
      ),
    );
  return parts.join("\n");
}

export function explainTable(
  title: string,
  deployments: readonly DeploymentExplanation[],
  contrasts: readonly DeploymentContrast[],
  options: ExplainTableOptions,
): string {
  const parts = deployments.map((each) =>
    "infeasible" in each
      ? `${each.name}: infeasible. ${each.infeasible.reason}\n`
      : explanationText(each, options),
  );
  const reasons = contrasts.map(
    (contrast) =>
      `${contrast.deployment} against ${contrast.against}\n${contrastSentences(contrast)
        .map((sentence) => `  ${sentence}`)
        .join("\n")}\n`,
  );
  return [`${title}\n`, ...parts, ...reasons].join("\n");
}
