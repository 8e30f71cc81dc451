// Rows of a result about LoRA adapters: how often a request found its own. There only where requests want any.
import type { DeploymentMetrics, RunResult } from "../metrics/result.ts";
import * as format from "./format.ts";
import type { NumberRow } from "./result-rows.ts";

const loraOf = ({ pools }: Pick<DeploymentMetrics, "pools">) => pools.find(({ lora }) => lora)?.lora;

export function loraGroup(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  if (!result.deployments.some((each) => !("infeasible" in each) && loraOf(each))) return [];
  return [
    {
      heading: "LoRA adapters",
      rows: [
        {
          label: "loads",
          of: (m) => loraOf(m)?.loads ?? null,
          units: [format.plainUnit],
          decimals: 0,
          better: "lower",
        },
        {
          label: "found in a slot",
          of: (m) => {
            const lora = loraOf(m);
            return lora && lora.hits + lora.loads > 0 ? lora.hits / (lora.hits + lora.loads) : null;
          },
          units: [format.percentUnit],
        },
      ],
    },
  ];
}
