// One kind of strategy against another where the plan has both: one pool against disaggregated ones, GPUs alone against GPUs
// with dataflow silicon.
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { summarise } from "../../../finance/summary.ts";
import { usd, usdUnit } from "../../format.ts";
import { usedSources } from "../../plan/notes.ts";
import type { BarChart } from "../chart.ts";
import { percentile } from "./months.ts";

type Family = "disaggregated" | "dataflow" | "gpu";

/** What a strategy bought or rented; what it might have, or what is there already, does not count. None of one that calls APIs. */
function familyOf(output: PlanOutput, each: PlanCase): Set<Family> {
  const { file, hardware } = output.plan;
  const families = new Set<Family>();
  for (const name of usedSources(each)) {
    const source = file.sources[name]!;
    if (source.procure === "api") return new Set();
    const ids = source.pools?.map((pool) => pool.hardware) ?? [source.hardware!];
    const kinds = ids.map((id) => hardware.get(id)?.kind);
    if (kinds.includes("gpu")) families.add("gpu");
    if (kinds.some((kind) => kind === "sram-dataflow" || kind === "wafer")) families.add("dataflow");
    const roles = source.pools?.map(({ role }) => role) ?? [];
    if (roles.includes("prefill") && roles.includes("decode")) families.add("disaggregated");
  }
  return families;
}

function chart(
  output: PlanOutput,
  id: string,
  sides: readonly [name: string, has: (families: Set<Family>) => boolean][],
): BarChart[] {
  const casesOf = (strategy: string) => output.cases.filter((each) => each.strategy === strategy);
  const middle = Math.floor(output.plan.file.quantiles.length / 2);
  const strategies = Object.keys(output.plan.file.strategies).map((name) => ({
    name,
    families: familyOf(output, casesOf(name)[middle]!),
  }));
  const members = sides.map(([side, has]) => ({
    side,
    strategies: strategies.filter(({ families }) => families.size > 0 && has(families)),
  }));
  if (members.some((member) => member.strategies.length === 0)) return [];
  const price = (each: PlanCase) => summarise(output, each).usdPerMillionTokens;
  const cheapest = members.map(({ side, strategies: own }) => ({
    side,
    best: own
      .map(({ name }) => ({ name, cost: price(casesOf(name)[middle]!) ?? Number.POSITIVE_INFINITY }))
      .reduce((a, b) => (b.cost < a.cost ? b : a)),
  }));
  const [first, second] = [...cheapest].sort((a, b) => a.best.cost - b.best.cost);
  return [
    {
      kind: "bars",
      id,
      title: `${first!.best.name} (${first!.side}) costs ${usd(first!.best.cost)} per million tokens, ${second!.best.name} (${second!.side}) ${usd(second!.best.cost)}`,
      subtitle: `Amortised cost of a served token over the whole plan at ${percentile(output.plan.file.quantiles[middle]!)} of demand`,
      value: { label: "per million tokens", unit: usdUnit, scale: "linear" },
      groups: members.flatMap(({ strategies: own }, side) =>
        own.map(({ name }) => ({
          name,
          colour: side,
          bars: casesOf(name)
            .slice(middle, middle + 1)
            .map((each) => ({ value: price(each) ?? 0, text: usd(price(each)), light: false })),
        })),
      ),
      key: sides.map(([name], colour) => ({ name, colour })),
      notes: [],
    },
  ];
}

export const familyCharts = (output: PlanOutput): BarChart[] => [
  ...chart(output, "monolithic-disaggregated", [
    ["one pool", (families) => !families.has("disaggregated")],
    ["disaggregated", (families) => families.has("disaggregated")],
  ]),
  ...chart(output, "gpu-dataflow", [
    ["GPUs", (families) => !families.has("dataflow")],
    ["with dataflow silicon", (families) => families.has("dataflow")],
  ]),
];
