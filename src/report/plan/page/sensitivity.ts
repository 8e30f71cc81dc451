// What the answer hangs on: the three inputs that move it most, all others in a chart, and where it would tip.

import { tornadoChart } from "../../charts/plan/tornado.ts";
import { type Block, textTable } from "../../html/block.ts";
import { type AnalysedPlan, chosenCase } from "../chosen.ts";
import { bigUsd, inputValue, short } from "../words.ts";

const MATTERING = 3;
const heads = ["assumption", "planned", "low, and value there", "high, and value there", "range from"];

export function sensitivityBlocks(plan: AnalysedPlan): Block[] {
  const { strategy } = chosenCase(plan);
  const found = plan.analysis?.sensitivity.find((each) => each.strategy === strategy);
  if (!found) return [];
  // What is part of another input stands after all of them.
  const ranked = [
    ...found.swings.filter(({ partOf }) => partOf === undefined),
    ...found.swings.filter(({ partOf }) => partOf !== undefined),
  ];
  const lines = ranked.map((swing) => [
    swing.input,
    inputValue(swing.plannedValue, swing.unit),
    `${inputValue(swing.lowValue, swing.unit)}: ${bigUsd(swing.low.netPresentUsd)}`,
    `${inputValue(swing.highValue, swing.unit)}: ${bigUsd(swing.high.netPresentUsd)}`,
    swing.source,
  ]);
  const known = found.breakEvens.filter(({ value }) => value !== null);
  const never = found.breakEvens.filter(({ value }) => value === null);
  const blocks: Block[] = [
    {
      ...textTable("The three assumptions that matter", heads, lines.slice(0, MATTERING)),
      note: `${strategy} at the median, orders held, one input at a time; present value ${bigUsd(found.netPresentUsd)} as planned, with what devices are worth at the end.`,
    },
    { kind: "charts", charts: [tornadoChart(found)] },
    {
      kind: "details",
      summary: `All ${lines.length} inputs, with the range each was given`,
      blocks: [textTable("All inputs", heads, lines)],
    },
  ];
  if (known.length > 0)
    blocks.push({
      ...textTable(
        "Break-even",
        ["against", "input", "planned", "breaks even at", "unit", "note"],
        known.map((each) => [
          each.against === "nothing" ? "earning nothing" : each.against,
          each.input,
          short(each.planned),
          short(each.value!),
          each.unit,
          each.reason,
        ]),
      ),
      note: "The value of one input at which the strategy costs what another does, or earns nothing; found by bisection, both sides within a cent unless noted.",
    });
  if (never.length > 0)
    blocks.push({
      kind: "details",
      summary: `${never.length} searches found no break-even`,
      blocks: [
        textTable(
          "No break-even",
          ["against", "input", "searched between", "unit", "because"],
          never.map((each) => [
            each.against === "nothing" ? "earning nothing" : each.against,
            each.input,
            `${short(each.low)} to ${short(each.high)}`,
            each.unit,
            each.reason,
          ]),
        ),
      ],
    });
  return blocks;
}
