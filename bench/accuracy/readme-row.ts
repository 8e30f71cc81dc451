// How exact forewatt is, in a row of the README: medians over the complete public measurements, from the committed report.
import { fixed } from "../../src/report/format.ts";
import type { Report } from "./document-text.ts";

const rowStart = "| **How exact?** |";

export function exactnessRow({ groundtruth, references }: Report): string {
  const { best } = groundtruth ?? references;
  const group = (metric: string, name: string) =>
    best.find((each) => each.metric === metric && each.group === name);
  const median = (metric: string, name: string) => {
    const value = group(metric, name)?.medianApePercent;
    return value == null ? "?" : `${fixed(value, 1)} %`;
  };
  const rows = (metric: string) => group(metric, "all")?.points ?? 0;
  return `${rowStart} median error on the complete public measurements at hand (quality A; ${rows("tpot")} rows each of TTFT and TPOT, ${rows("throughput")} of throughput): **${median("tpot", "dense")}** for time per output token of dense models, ${median("tpot", "moe")} of mixtures of experts, ${median("throughput", "all")} for throughput, ${median("ttft", "unsaturated")} for an unsaturated first token, ${median("energy", "all")} for energy per token (${rows("energy")} points). [How measured](docs/accuracy.md) |`;
}

/** The README with that row as it is now. */
export const withExactness = (readme: string, report: Report): string =>
  readme
    .split("\n")
    .map((line) => (line.startsWith(rowStart) ? exactnessRow(report) : line))
    .join("\n");
