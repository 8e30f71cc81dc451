// The first steps of a run, for the small timeline in the report: what every instance did, from its first step until as many
// are kept as an eye can take in.
import type { Resource } from "../../cost/step-model.ts";
import type { ObservedDeployment } from "../../scenario/simulate.ts";
import type { ServingSink } from "../../serving/sink.ts";

/** Steps of one instance that follow each other unchanged, drawn as one. */
export interface StepRun {
  instanceIndex: number;
  startSeconds: number;
  endSeconds: number;
  steps: number;
  batch: number;
  promptTokens: number;
  stallSeconds: number;
  bound: Resource;
}

export interface StepTimeline {
  deployment: string;
  /** Place in the scenario. */
  index: number;
  /** Names of the instances, by their number. */
  instances: string[];
  runs: StepRun[];
  preemptions: { instanceIndex: number; atSeconds: number }[];
  /** All that happened until then is here; Infinity where the run has no more. */
  completeSeconds: number;
}

const MOST_RUNS = 240;

export class StepTimelines {
  readonly timelines: StepTimeline[] = [];

  observe(deployment: ObservedDeployment): ServingSink {
    const timeline: StepTimeline = {
      deployment: deployment.name,
      index: deployment.index,
      instances: [],
      runs: [],
      preemptions: [],
      completeSeconds: Number.POSITIVE_INFINITY,
    };
    this.timelines.push(timeline);
    return {
      arrived() {},
      tokenGap() {},
      ended() {},
      ran({ index, pool, run }, endSeconds) {
        if (timeline.runs.length >= MOST_RUNS) {
          // Runs come in the order they end: from this one's start on something is missing.
          timeline.completeSeconds = Math.min(timeline.completeSeconds, run.startSeconds);
          return;
        }
        timeline.instances[index] ??= `${deployment.pools[pool]!.name} ${index}`;
        timeline.runs.push({
          instanceIndex: index,
          startSeconds: run.startSeconds,
          endSeconds,
          steps: run.steps,
          batch: run.batch,
          promptTokens: run.prefillTokens,
          stallSeconds: run.stallSeconds,
          bound: run.bound,
        });
      },
      preempted(table, slot, nowSeconds) {
        if (nowSeconds < timeline.completeSeconds && timeline.preemptions.length < MOST_RUNS)
          timeline.preemptions.push({ instanceIndex: table.instance[slot]!, atSeconds: nowSeconds });
      },
    };
  }
}
