// An explanation for the terminal: waterfalls as bars of text, what more of each resource gives, the figures it leans on.
import type { DeploymentContrast } from "../planner/explain/contrast.ts";
import { type EffectMetric, effectMetrics, swing } from "../planner/explain/effect.ts";
import type { DeploymentExplanation, Explanation } from "../planner/explain/explain.ts";
import type { Waterfall } from "../planner/explain/waterfall.ts";
import { amount, bindingSentence, changes, contrastSentences, metricNames } from "./explain-words.ts";
import { number, percent } from "./format.ts";
import { plainTable } from "./plain-table.ts";

const BAR_WIDTH = 24;
const metrics = Object.keys(effectMetrics) as EffectMetric[];

/** A part from where the ones before it end. */
function bar(from: number, share: number): string {
  const start = Math.max(0, Math.min(BAR_WIDTH, Math.round(from * BAR_WIDTH)));
  const length = Math.max(1, Math.round(Math.abs(share) * BAR_WIDTH));
  return `${" ".repeat(start)}${"█".repeat(Math.min(length, Math.max(1, BAR_WIDTH - start)))}`;
}

function waterfallRows({ unit, total, parts }: Waterfall): string[][] {
  let from = 0;
  return parts.map(({ component, amount: value }) => {
    const share = value / total;
    const row = [`  ${component}`, amount(value, unit), percent(share), bar(from, share)];
    from += share;
    return row;
  });
}

/** Bars stand last: their column is left-aligned by padding to full width. */
function waterfallTable(waterfall: Waterfall): string {
  const rows = waterfallRows(waterfall).map((row) => [...row.slice(0, 3), row[3]!.padEnd(BAR_WIDTH)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    ([component, value, share, drawn]) =>
      `${component!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${share!.padStart(widths[2]!)}  ${drawn}`,
  );
  const head = `${waterfall.of}: ${amount(waterfall.total, waterfall.unit)}`;
  return `${[head, ...lines.map((line) => line.trimEnd())].join("\n")}\n`;
}

const heads = metrics.map((metric) => metricNames[metric]);

function explanationText(explanation: Explanation, figureCount: number): string {
  const { waterfalls, effectRequests, resources, figures } = explanation;
  const shown = Object.values(waterfalls).filter((each): each is Waterfall => each !== undefined);
  const parts = [
    `${explanation.name}\n${"─".repeat(explanation.name.length)}\n${bindingSentence(explanation)}\n`,
    ...shown.map(waterfallTable),
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
  figureCount: number,
): string {
  const parts = deployments.map((each) =>
    "infeasible" in each
      ? `${each.name}: infeasible. ${each.infeasible.reason}\n`
      : explanationText(each, figureCount),
  );
  const reasons = contrasts.map(
    (contrast) =>
      `${contrast.deployment} against ${contrast.against}\n${contrastSentences(contrast)
        .map((sentence) => `  ${sentence}`)
        .join("\n")}\n`,
  );
  return [`${title}\n`, ...parts, ...reasons].join("\n");
}
