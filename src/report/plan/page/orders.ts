// What to order, where, by when; and what cannot be used for what.

import { fixed, unknown } from "../../format.ts";
import { type Block, textTable } from "../../html/block.ts";
import { type AnalysedPlan, chosenCase } from "../chosen.ts";
import type { PlanTables } from "../tables.ts";
import { bigUsd } from "../words.ts";
import { percentile } from "./headline.ts";

const MOST = 12;

export function orderBlocks(plan: AnalysedPlan, { procurement }: PlanTables): Block[] {
  const { strategy, quantile } = chosenCase(plan);
  const at = (name: string) => procurement.columns.findIndex((column) => column.name === name);
  const columns = ["order_by", "in_service", "site", "hardware", "item", "count"].map(at);
  const own = procurement.rows
    .filter((row) => row[at("scenario")] === strategy && row[at("quantile")] === quantile)
    .sort((a, b) => String(a[at("order_by")]).localeCompare(String(b[at("order_by")])));
  const rows = own.slice(0, MOST).map((row) => [
    ...columns.map((column) => {
      const value = row[column] ?? "";
      return typeof value === "number" ? fixed(value, 0) : String(value);
    }),
    Number(row[at("capex_usd")]) > 0 ? bigUsd(Number(row[at("capex_usd")])) : unknown,
  ]);
  const { impossible } = plan.output;
  const blocks: Block[] = [];
  if (rows.length > 0)
    blocks.push({
      ...textTable("Orders", ["order by", "in service", "site", "source", "item", "count", "purchase"], rows),
      note:
        own.length > MOST
          ? `The first ${MOST} of ${own.length} orders of ${strategy} at ${percentile(quantile)} of demand; all of them, and those of other strategies, are in procurement.csv.`
          : `Orders of ${strategy} at ${percentile(quantile)} of demand, from procurement.csv.`,
    });
  for (const { source, planClass, reason } of impossible)
    blocks.push({
      kind: "paragraph",
      quiet: true,
      text: planClass === "" ? `${source}: ${reason}` : `${source} cannot serve ${planClass}: ${reason}`,
    });
  return blocks;
}
