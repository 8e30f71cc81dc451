// Predicts experiments by simulating each as it was measured; those that are the same simulation share one run.
import { contentHash } from "../base/content-hash.ts";
import { mean } from "../base/statistics.ts";
import type { BandedMetric } from "../metrics/confidence.ts";
import type { DeploymentMetrics } from "../metrics/result.ts";
import { simulate } from "../scenario/simulate.ts";
import type { Experiment } from "./experiment.ts";
import { heardFromDecode } from "./first-token.ts";
import { relabelled } from "./known-labels.ts";
import { knownCached, possibleLayouts } from "./known-settings.ts";
import { memoryAlternatives } from "./memory-doubt.ts";
import { familyOf, type Reading, readingOf } from "./metrics.ts";
import { standsIn } from "./names.ts";
import { replicationsOf } from "./replications.ts";
import { loadShare, UNSATURATED_SHARE } from "./saturation.ts";
import { type Translated, type TranslateOptions, translate } from "./translate.ts";

/** One measured row with its prediction. */
export interface Prediction {
  experiment: Experiment;
  /** Family: `ttft`, `tpot`, `ttft_p99`, `throughput` … */
  metric: string;
  unit: string;
  measured: number;
  /** Null where the row is not modelled. */
  predicted: number | null;
  /** measured / predicted that 80 % of measurements should fall between. */
  band: { p10: number; p90: number } | null;
  /** What the band is the held-out error of; undefined for bands made of others, and where nothing is predicted. */
  heldOut: { metric: BandedMetric; regime: string } | undefined;
  moe: boolean | undefined;
  /** Load at most 80 % of capacity; undefined where that is not known. */
  unsaturated: boolean | undefined;
  /** Why the row is not modelled, or is kept apart; empty otherwise. */
  reason: string;
  /** The group it is kept in, outside all others: what it compares is not certain enough for a gate. */
  apart: keyof typeof reasonsApart | undefined;
}

interface Run {
  metrics: DeploymentMetrics;
  unsaturated: boolean | undefined;
}

/** Fraction of memory that engines are given at most. */
const MOST_MEMORY = 0.95;

const rateOf = (run: Run | string) =>
  typeof run === "string" ? 0 : run.metrics.throughput.outputTokensPerSecond;

export interface PredictorOptions extends TranslateOptions {
  seed: number;
  /** Runs of each experiment; default: as many as its draws ask for. */
  replications?: number;
}

export interface Predictor {
  predict(experiment: Experiment): Prediction[];
}

export function createPredictor(options: PredictorOptions): Predictor {
  const runs = new Map<string, Run | string>();

  function runOf(translated: Translated): Run | string {
    const { key, scenario, full } = translated;
    const known = runs.get(key);
    if (known !== undefined) return known;
    // Each experiment drew its own prompts, and replication i runs with seed + i.
    const seed = Number.parseInt(contentHash(`${options.seed} ${key}`).slice(0, 8), 16);
    const replications = options.replications ?? replicationsOf(scenario.file.workload);
    const [deployment] = simulate(scenario, { seed, replications }).result.deployments;
    let run: Run | string;
    if (deployment === undefined || "infeasible" in deployment)
      run = `infeasible here: ${deployment?.infeasible.reason ?? "nothing ran"}`;
    else if (deployment.requests.completed < deployment.requests.arrived)
      run = `${deployment.requests.arrived - deployment.requests.completed} of ${deployment.requests.arrived} requests do not complete here`;
    else {
      const share = full ? 1 : loadShare(scenario);
      run = {
        metrics: heardFromDecode(deployment),
        unsaturated: share === undefined ? undefined : share <= UNSATURATED_SHARE,
      };
    }
    runs.set(key, run);
    return run;
  }

  function tried(experiment: Experiment): [Translated | string, Run | string] {
    const translated = translate(experiment, options);
    if (typeof translated === "string") return [translated, translated];
    const run = runOf(translated);
    // What was measured did fit: whoever ran it gave the engine more memory than it takes by itself.
    const { kvMemoryFraction, kvBlocks } = experiment;
    const given = kvMemoryFraction !== undefined || kvBlocks !== undefined;
    if (typeof run !== "string" || given) return [translated, run];
    const [roomy, fits] = tried({ ...experiment, kvMemoryFraction: MOST_MEMORY });
    return typeof fits === "string" ? [translated, run] : [roomy, fits];
  }

  /** The run with the most throughput among the layouts that may have been measured; the first, where none works. */
  const bestRun = (experiment: Experiment): [Experiment, Translated | string, Run | string] =>
    possibleLayouts(experiment)
      .map((layout): [Experiment, Translated | string, Run | string] => [layout, ...tried(layout)])
      .reduce((best, next) => (rateOf(next[2]) > rateOf(best[2]) ? next : best));

  /** The run with each amount of memory that may have been there: what was measured did fit. */
  function runsOf(run: Run, translated: Translated, experiment: Experiment): Run[] {
    const doubted = memoryAlternatives(experiment, translated, run.metrics).map(runOf);
    const fitting = doubted.filter((other): other is Run => typeof other !== "string");
    return fitting.length > 0 ? fitting : [run];
  }

  return {
    predict(experiment) {
      const [laidOut, translated, run] = bestRun(experiment);
      const moe = typeof translated === "string" ? moeOf(experiment, options) : translated.moe;
      const source = experiment.columns.source_id ?? "";
      const readings = experiment.measurements.map((row) => readingOf(relabelled(row, source)));
      const known = readings.filter((reading): reading is Reading => typeof reading !== "string");
      const apart = groupApart(experiment);
      const runs =
        typeof run === "string" || typeof translated === "string" ? [] : runsOf(run, translated, laidOut);
      return experiment.measurements.map((row, index) => {
        const reading = readings[index]!;
        const base = { experiment, unit: row.unit, measured: row.value, moe, apart };
        const no = (metric: string, reason: string): Prediction => {
          const unsaturated = typeof run === "string" ? undefined : run.unsaturated;
          return { ...base, metric, predicted: null, band: null, heldOut: undefined, unsaturated, reason };
        };
        if (typeof reading === "string") return no(row.name, reading);
        const metric = familyOf(known, reading);
        if (typeof run === "string") return no(metric, run);
        const predicted = mean(runs.map(({ metrics }) => reading.predict(metrics) ?? Number.NaN));
        if (!Number.isFinite(predicted)) return no(metric, "the run has no such figure");
        const band = reading.band(run.metrics);
        const { banded } = reading;
        const heldOut =
          banded === undefined ? undefined : { metric: banded, regime: run.metrics.confidence.regime };
        const reason = apart === undefined ? "" : `kept apart: ${reasonsApart[apart]}`;
        return { ...base, metric, predicted, band, heldOut, unsaturated: run.unsaturated, reason };
      });
    },
  };
}

const reasonsApart = {
  "speculation-unknown": "whether tokens were speculated is not recorded",
  disaggregated: "parallel sizes and engine settings of the roles are as the source has them",
  "engine-stand-in": "the engine has no profile, and that of vLLM stands in",
  "dataset-means": "prompts are as long as the published mean of its data set",
  "prompts-cached": "prompts were in the prefix cache, and how much of them is not recorded",
};

function groupApart(experiment: Experiment): Prediction["apart"] {
  const { mode, specDecode, engine, datasetMeans } = experiment;
  if (/^disagg/.test(mode)) return "disaggregated";
  if (specDecode === "unknown") return "speculation-unknown";
  if (datasetMeans) return "dataset-means";
  if (knownCached(experiment)) return "prompts-cached";
  return standsIn(engine) ? "engine-stand-in" : undefined;
}

function moeOf({ model }: Experiment, { profiles }: TranslateOptions): boolean | undefined {
  const found = profiles.model(model);
  return found.found ? found.profile.ffn.moe !== undefined : undefined;
}
