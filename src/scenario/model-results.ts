// What each model did on devices it shares: its requests, its steps, its loads, and its share of the cost. Devices are paid for by
// device-time: who steps pays, and idle time and loads are split alike.

import { usdPerMillion } from "../metrics/cost.ts";
import type { ModelResult, SwapResult } from "../metrics/model-result.ts";
import { meanBatch, type Recorder } from "../metrics/recorder.ts";
import type { DeviceGroup } from "../serving/shared/device-group.ts";
import type { ServingSystem } from "../serving/system.ts";
import type { BuiltPool } from "./build-pool.ts";
import { modelOf, wanting } from "./build-sharing.ts";
import { busyFraction } from "./busy-fraction.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { arrivedOf } from "./service-level.ts";

interface Measured {
  whole: boolean;
  seconds: number;
  /** By pool; null where no price is known. */
  usdPerHour: readonly (number | null)[];
}

/** In the order of pools and their models; undefined where pools name none. */
export function modelResults(
  scenario: ResolvedScenario,
  pools: readonly BuiltPool[],
  system: ServingSystem,
  recorder: Recorder,
  { whole, seconds, usdPerHour }: Measured,
): ModelResult[] | undefined {
  if (system.deviceGroups.length === 0) return undefined;
  let index = 0;
  return pools.flatMap(({ pool, models = [], config: { instances } }, at) => {
    const first = index;
    index += models.length;
    const works = models.map((_, place) => {
      const totals = recorder.pools[first + place]!;
      return whole ? totals.run : totals.window;
    });
    const stepping = works.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
    const groups = system.deviceGroups[at]!;
    return models.map(({ profile, built, loadSeconds }, place): ModelResult => {
      const totals = recorder.pools[first + place]!;
      const { busySeconds, outputTokens } = works[place]!;
      const requests = recorder.models[first + place]!;
      const share = stepping > 0 ? busySeconds / stepping : 0;
      const own = system.instances.filter((instance) => instance.pool === first + place);
      const { blocks } = built.config.instance;
      const usd = usdPerHour[at]!;
      return {
        name: profile.id,
        pool: pool.name,
        wantedBy: whoWants(scenario, profile.id),
        requests: { arrived: arrivedOf(requests), ...requests.requests },
        latency: {
          ttftSeconds: requests.ttft.summary(),
          tpotSeconds: requests.tpot.summary(),
          e2eSeconds: requests.e2e.summary(),
        },
        outputTokensPerSecond: outputTokens / seconds,
        busyFraction: busyFraction(busySeconds, seconds, instances),
        deviceTimeShare: share,
        meanBatch: meanBatch(works[place]!),
        kvBlocks: blocks,
        kvPeakFraction: totals.peakBlocks / blocks,
        preemptions: own.reduce((sum, { preemptions }) => sum + preemptions, 0),
        loadCount: groups.reduce((sum, { residency }) => sum + residency.loadsOf(place), 0),
        secondsPerLoad: loadSeconds,
        usdPerMillionOutputTokens: usd === null ? null : usdPerMillion(usd * share, outputTokens / seconds),
      };
    });
  });
}

const whoWants = (scenario: ResolvedScenario, id: string): string[] =>
  wanting(scenario.file).flatMap(([name, model]) =>
    name !== "" && modelOf(scenario, model).id === id ? [name] : [],
  );

/** Over the device groups of a pool. */
export function swapResult(groups: readonly DeviceGroup[], endSeconds: number): SwapResult {
  const sum = (of: (group: DeviceGroup) => number) => groups.reduce((total, group) => total + of(group), 0);
  return {
    loadCount: sum(({ residency, instances }) =>
      instances.reduce((loads, _, place) => loads + residency.loadsOf(place), 0),
    ),
    loadSeconds: sum(({ residency }) => residency.loadSeconds),
    stalledFraction:
      endSeconds > 0 ? sum(({ spentSeconds }) => spentSeconds.loading) / (groups.length * endSeconds) : 0,
  };
}
