// Sessions made runnable on one instance of linear costs, with an ear at the source; and random agents.
import fc from "fast-check";
import { PrefixIndex } from "../../../src/serving/prefix/prefix-index.ts";
import type { Arrival, ArrivalSource } from "../../../src/serving/request.ts";
import { type Workload, workloadSchema } from "../../../src/workload/schema.ts";
import { createArrivalSource } from "../../../src/workload/source.ts";
import { linearStepModel, plainInstance, runSystem } from "../../laws/queueing-system.ts";

export const model = linearStepModel({
  fixedSeconds: 5e-3,
  secondsPerPromptToken: 1e-5,
  secondsPerSequence: 1e-4,
  secondsPerContextToken: 1e-8,
});
export const roomy = { blocks: 2 ** 24, watermarkBlocks: 0 };

export const workload = (
  sessions: object,
  arrivals: object = { process: "poisson", rate: "1 /s" },
): Workload => workloadSchema.parse({ arrivals, sessions });

export interface Asked extends Arrival {
  id: number;
  finishedSeconds: number;
}

/** Runs the sessions and listens at the source: every request in order, with its end. */
export function serve(block: Workload, options: { external?: boolean; slower?: number } = {}) {
  const source = createArrivalSource({ workload: block, seed: 7 });
  const asked: Asked[] = [];
  const listening: ArrivalSource = {
    count: source.count,
    hashBlockTokens: source.hashBlockTokens,
    nextSeconds: () => source.nextSeconds(),
    take(out) {
      source.take(out);
      asked.push({ ...out, id: asked.length, finishedSeconds: Number.NaN });
    },
    finished(atSeconds, id, completed) {
      asked[id]!.finishedSeconds = atSeconds;
      source.finished(atSeconds, id, completed);
    },
  };
  const index = new PrefixIndex({
    capacityBlocks: Number.POSITIVE_INFINITY,
    ttlSeconds: Number.POSITIVE_INFINITY,
  });
  const hashTokens = source.hashBlockTokens;
  const slower = linearStepModel({
    fixedSeconds: 5e-3 * (options.slower ?? 1),
    secondsPerPromptToken: 1e-5,
    secondsPerSequence: 1e-4,
    secondsPerContextToken: 1e-8,
  });
  const { records, system } = runSystem(listening, {
    instance: plainInstance(options.slower ? slower : model, {
      ...roomy,
      prefixes: { openIndex: () => index, hashTokens, external: options.external ?? false },
    }),
  });
  return {
    asked,
    records,
    system,
    kinds: source.kinds!,
    tallies: source.contextPaging!,
    plans: source.plans!,
  };
}

export const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
export const fixed = (tokens: number) => ({ fixed: tokens });

/** Two short turns; between them that many spokes work. */
export const briefHub = (spokes: number) => ({
  context: fixed(10),
  turns: 2,
  output: fixed(5),
  message: fixed(5),
  delegation: { to: "spoke", agents: spokes },
});

export const shape = fc.record({
  system: fc.integer({ min: 0, max: 3000 }),
  context: fc.integer({ min: 1, max: 2000 }),
  turns: fc.integer({ min: 1, max: 12 }),
  output: fc.integer({ min: 1, max: 200 }),
  message: fc.integer({ min: 1, max: 500 }),
});

export const agentOf = (s: {
  system: number;
  context: number;
  turns: number;
  output: number;
  message: number;
}) => ({
  system: s.system,
  context: fixed(s.context),
  turns: s.turns,
  output: fixed(s.output),
  message: fixed(s.message),
});
