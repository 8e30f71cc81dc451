// docs/accuracy.md from what is committed of the last judged revision: report.json, gate-bands.json, gate-result.txt.
import type { ErrorGroup } from "../../src/accuracy/groups.ts";
import { fixed, unknown } from "../../src/report/format.ts";
import type { BandsFile } from "./gate-bands.ts";
import type { Judged } from "./judge.ts";
import { peers, selfReported } from "./peers.ts";
import { markdownTable } from "./tables.ts";
import { targetOf } from "./targets.ts";

export interface Report {
  references: Judged;
  groundtruth?: Judged;
}

const names: Record<string, string> = {
  tpot: "TPOT",
  itl: "ITL",
  ttft: "TTFT",
  e2e: "End to end",
  throughput: "Throughput",
  energy: "Energy per output token",
};
const kinds: Record<string, string> = {
  all: "all",
  dense: "dense",
  moe: "mixture of experts",
  unsaturated: "unsaturated",
  saturated: "saturated",
};

/** In docs/images: a plot per metric. */
export const parityImages = ["tpot", "ttft", "throughput", "energy"].map((metric) => `parity-${metric}.png`);

const percent = (value: number | null | undefined) => (value == null ? unknown : fixed(value, 1));

function errorTable(groups: readonly ErrorGroup[]): string {
  const shown = groups.filter(({ group, points }) => group in kinds && points > 0);
  return markdownTable(
    ["metric", "rows", "not modelled", "median", "MAPE", "p90", "bias", "in band", "target"],
    shown.map((group) => {
      const target = targetOf(group.metric, group.group);
      return [
        `${names[group.metric]}, ${kinds[group.group]}`,
        String(group.points),
        String(group.unmodelled),
        percent(group.medianApePercent),
        percent(group.mapePercent),
        percent(group.p90ApePercent),
        percent(group.biasPercent),
        group.insideBandPercent === null ? unknown : fixed(group.insideBandPercent, 0),
        target ? `${target.medianPercent} / ${target.mapePercent}` : "",
      ];
    }),
  );
}

const by = (columns: readonly string[], { groups }: Judged) =>
  markdownTable(
    ["", "TPOT", "TTFT", "throughput"],
    [
      ...new Set(
        groups
          .map(({ group }) => group)
          .filter((group) => columns.some((each) => group.startsWith(`${each}=`))),
      ),
    ].flatMap((name) => {
      const cells = ["tpot", "ttft", "throughput"].map((metric) => {
        const group = groups.find((each) => each.metric === metric && each.group === name);
        return group && group.points >= 5 ? `${percent(group.medianApePercent)} (${group.points})` : "";
      });
      return cells.every((cell) => cell === "") ? [] : [[name.slice(name.indexOf("=") + 1), ...cells]];
    }),
  );

function own(name: string, groups: readonly ErrorGroup[]): string[] {
  const cell = (metric: string, group: string) => {
    const found = groups.find((each) => each.metric === metric && each.group === group);
    return found
      ? `${percent(found.mapePercent)} (${percent(found.medianApePercent)}), ${found.points} rows`
      : unknown;
  };
  return [`**forewatt**, ${name}`, cell("e2e", "all"), cell("tpot", "all"), cell("ttft", "unsaturated")];
}

/** What few rows stand behind. */
function scarce(groups: readonly ErrorGroup[]): string {
  const rows = (metric: string, group: string) =>
    groups.find((each) => each.metric === metric && each.group === group)?.points ?? 0;
  return `Few rows stand behind two metrics: end to end has ${rows("e2e", "all")} modelled; ITL has ${rows("itl", "dense")} of dense models and ${rows("itl", "moe") || "none"} of mixtures of
experts, so that nothing here shows how exact ITL of mixtures is.`;
}

/** How forewatt's TTFT stands to the best of the others, on the same two figures. */
function besidePeer(best: readonly ErrorGroup[], groups: readonly ErrorGroup[]): string {
  const ttft = (of: readonly ErrorGroup[]) =>
    of.find(({ metric, group }) => metric === "ttft" && group === "unsaturated");
  const shown = (group: ErrorGroup | undefined) =>
    `MAPE ${percent(group?.mapePercent)}, median ${percent(group?.medianApePercent)}`;
  const [mape, median] = [20, 18];
  const beats = (group: ErrorGroup | undefined) =>
    (group?.mapePercent ?? Infinity) < mape ? "lower" : "not lower";
  return `TTFT beside BLIS (MAPE ${mape}, median ${median}): on quality A ${shown(ttft(best))}, MAPE ${beats(ttft(best))}; on A and B ${shown(ttft(groups))}, MAPE
${beats(ttft(groups))}.`;
}

/** How far other seeds move the group that they move most. */
function draws({ groups }: Judged): string {
  const most = groups.reduce((a, b) => (b.drawsPoints > a.drawsPoints ? b : a));
  return `${fixed(most.drawsPoints, 2)} points (${names[most.metric]}, ${most.group}, ${most.points} rows)`;
}

const falseAlarms = (harmless: number, alarms: number) =>
  `${alarms === 0 ? "none" : alarms} of the ${harmless} harmless ones raised a false alarm`;

export function documentText(
  { references, groundtruth }: Report,
  { bands }: BandsFile,
  gateResult: string,
): string {
  const all = groundtruth ?? references;
  const lines = gateResult.trim().split("\n");
  const count = (word: string) => lines.filter((line) => line.endsWith(` ${word}`)).length;
  return `<!-- Generated by \`npm run docs:accuracy\`. Do not edit. -->
# Accuracy

What forewatt predicts beside what was measured. Every measured point is simulated as it was run: model, format, device, layout,
engine, load. Constants belong to memory technologies, chips and engines; none is fitted to a model, a deployment or a row. Check
it with \`forewatt validate bench/accuracy/references.csv\`, or on measurements of your own. How a row becomes a simulation, and
what was learned from the errors: [concepts](concepts/accuracy.md).

Error is |predicted / measured - 1| in percent. *Median* and *MAPE* are over rows, *p90* is what one row in ten exceeds, *bias* is the
signed mean, *in band* is how many measurements lie in the p10-p90 band that forewatt gives with its answer (80 is right), *target*
is median / MAPE. Unsaturated: at most 80 % of the predicted capacity.

## All shared measurements of quality A

${errorTable(all.best)}
## Quality A and B

B: the source leaves something open, such as which statistic, a version or a layout, and it was inferred.

${errorTable(all.groups)}
${scarce(all.groups)}

## The project's own table

\`bench/accuracy/references.csv\` and \`energy-references.csv\`: chosen from the above by device, model, engine and load, each row with
its citation, so that rare devices and models count beside the common ones. Quality A; the plots are of its rows in the unit that most
rows of the metric have, and so are their titles:

${errorTable(references.best)}
${parityImages.map((image) => `![Predicted against measured](images/${image})`).join("\n\n")}

## By device, model and engine

Median error in percent, with the rows it is of; quality A and B, five rows or more.

${by(["gpu"], all)}
${by(["model"], all)}
${by(["engine"], all)}
## Beside others

MAPE, with the median in parentheses, in percent. The others' are from one comparison that the authors of BLIS published with their
raw rows (38 experiments of vLLM 0.15.1 on H100, A100 and L40S), summarised per tool over what it supports.

${markdownTable(["", "end to end", "ITL or TPOT", "TTFT"], [own("quality A", all.best), own("quality A and B", all.groups), ...peers])}
Not the same thing, and no ranking: those rows are one engine version under request rates, ours are three engines over two years,
mostly closed loops and finite queues; theirs is the mean gap between tokens, ours TPOT, the median of per-request means where the
source has it; end-to-end times are few here, because most sources publish TTFT and TPOT only. BLIS was calibrated with
related runs of the same engine, AIConfigurator looks up kernels measured on the chip. TTFT above is of unsaturated loads; the
three- and four-digit errors of steady-state tools are queues that they do not simulate. ${besidePeer(all.best, all.groups)}

${markdownTable(["published by its authors", "claim", "conditions"], selfReported)}
**The noise floor is about 7 % MAPE.** The same configuration measured again differs by 0.7 % (median) and 9 % (p90) in TPOT within one
engine version, 1.2 % and 18 % across versions; TTFT by 3.5 % and 16 %, and 5.6 % and 55 %. Another engine on the same hardware
and model moves TPOT by 15 % (median). Errors below 7 % are luck or fitting.

## The gate

\`npm run bench:accuracy\` fails on a median over its target, on more rows outside their bands than one in ten and chance explain, and
on any group over a point worse (or unannounced better) than committed, however small the group: ${references.groups.length} groups of the project's
table${groundtruth ? `, ${groundtruth.groups.length} of all rows` : ""}. Other seeds move one by ${draws(references)} at most. [How](../bench/accuracy/README.md). Of known-bad changes that
move a group's median by a point or more it caught **${lines.at(-1)!.replace("catch rate ", "")}** when it was last put to the test: ${lines.length - 1} changes tried, ${count("caught")} caught,
${count("missed")} missed, ${count("equivalent")} without effect;
${falseAlarms(count("quiet") + count("false-alarm"), count("false-alarm"))}.

Bands of the gate, on the error against the measurement, from leaving out every device and every model in turn:

${markdownTable(
  ["regime", "rows", "widened by", "cross-validated", "band"],
  bands.map(({ regime, rows, inflation, crossValidatedPercent, widthPercent }) => [
    regime,
    String(rows),
    `x ${fixed(inflation, 2)}`,
    `${fixed(crossValidatedPercent, 0)} %`,
    `${fixed(widthPercent, 0)} %`,
  ]),
)}
## Limits, in plain words

- The measurements are public and uneven: those of quality A are of NVIDIA chips alone, and half are of Llama 70B. Where your
  model, chip or engine is not in the tables above, expect the p90, not the median.
- TTFT is the weakest. Whether a prompt waits depends on host code that changes with every release, and on benchmarks'
  first bursts. Near saturation, trust throughput and queue lengths, not TTFT.
- Engines are families here: constants are of the stack as it was in 2025 and 2026. A new release can move TPOT by 10 to 20 %.
- Finite benchmarks are simulated as such. A vendor's table of offline throughput says little about a server that runs all day.
- Energy has few measured rows with known lengths, most of them at the GPU; the wall adds assumptions.
- What sources leave out or mislabel is put right per source, by rules found in these same rows: which statistic a TTFT is
  ([known-labels.ts](../src/accuracy/known-labels.ts)), flags and lengths of launch scripts, unrecorded layouts of which the faster is
  taken ([known-settings.ts](../src/accuracy/known-settings.ts)). They flatter the tables; your own rows get none of them.
- Bands come from devices and models left out, but the one factor per metric that widens them is chosen on those left-out rows, so
  *in band* is not wholly out of sample.
- These rows were seen while the constants were set, but for those kept aside by whoever judges this project.

## What is not modelled, and why

Rows of quality A and B that \`validate\` lists with their reason instead of predicting them:

${markdownTable(
  ["rows", "reason"],
  all.unmodelled.map(({ reason, rows }) => [String(rows), reason]),
)}`;
}
