// Levers on the executive page: what each does to devices, megawatts and money, and what was changed.
import { type Block, textTable } from "../../html/block.ts";
import type { AnalysedPlan } from "../chosen.ts";
import { changesInWords, leverTable } from "../levers.ts";

export function leverBlocks(plan: AnalysedPlan): Block[] {
  const table = leverTable(plan);
  if (table === undefined) return [];
  return [
    { ...textTable("Levers", table.heads, table.rows), note: table.notes.join(" ") },
    {
      kind: "details",
      summary: "What each lever changes",
      blocks: [
        textTable(
          "Changes of levers",
          ["lever", "changes"],
          plan.analysis!.levers.map((each) => [each.lever, changesInWords(each)]),
        ),
      ],
    },
  ];
}
