// A fitted workload as the block of a scenario, with what it was fitted to and what it leaves out as comments.
import { stringify } from "yaml";
import type { LengthFit } from "../workload/fit/fit-lengths.ts";
import type { WorkloadFit } from "../workload/fit/fit-workload.ts";
import type { LengthDistribution } from "../workload/lengths/schema.ts";
import { number, seconds } from "./format.ts";

type Stated = Record<string, unknown>;

/** The block as a scenario states it: quantities with their units. `lengthsFile` keeps the lengths as they are. */
export function workloadBlock(fit: WorkloadFit, lengthsFile?: string): Stated {
  const { arrivals } = fit;
  const empirical = (column: string) => ({ empirical: { file: lengthsFile, column } });
  return {
    arrivals:
      arrivals.process === "all-at-once"
        ? arrivals
        : {
            ...arrivals,
            rate: `${arrivals.rate} /s`,
            ...("period" in arrivals ? { period: `${arrivals.period} s` } : {}),
          },
    lengths: {
      input: lengthsFile === undefined ? withUnits(fit.input.distribution) : empirical("input_tokens"),
      output: lengthsFile === undefined ? withUnits(fit.output.distribution) : empirical("output_tokens"),
    },
    requests: fit.requests,
  };
}

/** Every number of a length distribution is one of tokens, but the coefficient of variation. */
function withUnits(distribution: LengthDistribution): Stated {
  return Object.fromEntries(
    Object.entries(distribution).map(([kind, given]) => [
      kind,
      typeof given === "number"
        ? `${given} tokens`
        : Object.fromEntries(
            Object.entries(given).map(([key, value]) => [key, key === "cv" ? value : `${value} tokens`]),
          ),
    ]),
  );
}

/** The block as YAML. */
export function workloadYaml(fit: WorkloadFit, log: string, lengthsFile?: string): string {
  const { arrivals, lengths, requests } = workloadBlock(fit, lengthsFile) as Record<string, Stated>;
  const flow = (value: unknown) => stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
  const over = fit.durationSeconds > 0 ? ` over ${seconds(fit.durationSeconds)}` : ", all at once";
  return [
    `# ${number(fit.requests, 10)} requests${over}, fitted to ${log}`,
    ...fit.notes.map((note) => `# not in the block: ${note}`),
    "workload:",
    `  arrivals: ${flow(arrivals)}`,
    "  lengths:",
    ...(lengthsFile === undefined ? [quality(fit.input)] : []),
    `    input: ${flow(lengths!.input)}`,
    ...(lengthsFile === undefined ? [quality(fit.output)] : []),
    `    output: ${flow(lengths!.output)}`,
    `  requests: ${requests}`,
    "",
  ].join("\n");
}

function quality({ meanTokens, fittedMeanTokens, distanceFraction }: LengthFit): string {
  const means = `mean ${number(meanTokens, 4)} in the log, ${number(fittedMeanTokens, 4)} here`;
  return `    # ${means}${distanceFraction > 0 ? `; distributions at most ${number(distanceFraction * 100, 2)} points apart` : ""}`;
}
