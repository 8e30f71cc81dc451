// The first steps of a run, for the small timeline in the report: what every instance did, from its first step until as many
// are kept as an eye can take in.
import type { Resource } from "../../cost/step-model.ts";
import type { ObservedDeployment } from "../../scenario/simulate.ts";
import { type ServingSink, status } from "../../serving/sink.ts";

/** Steps of one instance that follow each other unchanged, drawn as one. */
export interface StepRun {
  instanceIndex: number;
  startSeconds: number;
  endSeconds: number;
  steps: number;
  batch: number;
  promptTokens: number;
  stallSeconds: number;
  /** Fetched by each of its steps, where the KV cache is paged. */
  pageCount: number | undefined;
  bound: Resource;
}

/** What happened on an instance at one time. */
export interface TimelineMark {
  instanceIndex: number;
  atSeconds: number;
  what: "preempted" | "context fault";
}

export interface StepTimeline {
  deployment: string;
  /** Place in the scenario. */
  index: number;
  /** Names of the instances, by their number. */
  instances: string[];
  runs: StepRun[];
  marks: TimelineMark[];
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
      marks: [],
      completeSeconds: Number.POSITIVE_INFINITY,
    };
    this.timelines.push(timeline);
    const mark = (what: TimelineMark["what"], instanceIndex: number, atSeconds: number) => {
      if (atSeconds < timeline.completeSeconds && timeline.marks.length < MOST_RUNS)
        timeline.marks.push({ instanceIndex, atSeconds, what });
    };
    return {
      arrived() {},
      tokenGap() {},
      ended({ kind, instance, prefillStartSeconds }, slot, _, how) {
        if (how === status.completed && deployment.kinds?.[kind[slot]!]?.purpose === "fault")
          mark("context fault", instance[slot]!, prefillStartSeconds[slot]!);
      },
      ran({ index, pool, run }, endSeconds) {
        if (timeline.runs.length >= MOST_RUNS) {
          // Runs come in the order they end: from this one's start on something is missing.
          timeline.completeSeconds = Math.min(timeline.completeSeconds, run.startSeconds);
          return;
        }
        const { name, pageTokens } = deployment.pools[pool]!;
        timeline.instances[index] ??= `${name} ${index}`;
        timeline.runs.push({
          instanceIndex: index,
          startSeconds: run.startSeconds,
          endSeconds,
          steps: run.steps,
          batch: run.batch,
          promptTokens: run.prefillTokens,
          stallSeconds: run.stallSeconds,
          pageCount: pageTokens && run.missedTokens / pageTokens,
          bound: run.bound,
        });
      },
      preempted(table, slot, nowSeconds) {
        mark("preempted", table.instance[slot]!, nowSeconds);
      },
    };
  }
}
