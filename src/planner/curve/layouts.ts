// The parallel layouts of a pool worth trying: the same devices, cut into instances of powers of two up to the scale-up
// domain and all of them together; dense models tensor parallel, experts also spread and attention also data parallel.
// Pipelines are kept as stated: they trade latency for nothing where the scale-up domain holds the model.
import { type Parallel, placementProblems } from "../../cost/placement.ts";
import type { HardwareProfile } from "../../profiles/hardware.ts";
import type { ModelProfile } from "../../profiles/model.ts";
import type { Pool } from "../../scenario/schema.ts";

export interface Layout {
  instances: number;
  parallel: Pool["parallel"];
}

/** More ranks than this on one layer only add latency: the collectives outgrow what they save. */
const MOST_TENSOR = 16;

const devicesOf = ({ tensor, pipeline, data }: Parallel): number => tensor * pipeline * data;

/** The stated layout first. */
export function layoutsOf(pool: Pool, model: ModelProfile, hardware: HardwareProfile): Layout[] {
  const stated: Layout = { instances: pool.instances, parallel: pool.parallel };
  const { pipeline } = pool.parallel;
  const stages = pool.instances * devicesOf(pool.parallel);
  const layouts = [stated];
  for (const devices of sizes(stages / pipeline, hardware.links.scaleUp.domainDevices)) {
    for (const parallel of parallels(devices, pipeline, model)) {
      const layout = { instances: stages / (devices * pipeline), parallel };
      if (placementProblems(parallel, model).length > 0 || !tensorFits(parallel.tensor, model)) continue;
      if (!layouts.some((known) => layoutName(known) === layoutName(layout))) layouts.push(layout);
    }
  }
  return layouts;
}

function sizes(all: number, domain: number): number[] {
  const found: number[] = [];
  for (let size = 1; size < Math.min(all, domain); size *= 2) if (all % size === 0) found.push(size);
  if (all <= domain) found.push(all);
  else if (all % domain === 0) found.push(domain);
  return found;
}

function* parallels(devices: number, pipeline: number, model: ModelProfile): Generator<Pool["parallel"]> {
  for (let tensor = 1; tensor <= Math.min(devices, MOST_TENSOR); tensor *= 2) {
    if (devices % tensor !== 0) continue;
    const data = devices / tensor;
    if (model.ffn.moe === undefined) {
      if (data === 1) yield { tensor, pipeline, data };
      continue;
    }
    if (data === 1) yield { tensor, pipeline, data, expert: 1 };
    const expert = largestDivisor(devices, model.ffn.moe.experts);
    if (expert > 1 && (data > 1 || tensor > 1)) yield { tensor, pipeline, data, expert };
  }
}

/** Ranks the experts are spread over: as many of the devices as there are experts for. */
function largestDivisor(devices: number, most: number): number {
  for (let size = Math.min(devices, most); size > 1; size--) if (devices % size === 0) return size;
  return 1;
}

export function tensorFits(tensor: number, { attention }: ModelProfile): boolean {
  if (attention.heads % tensor !== 0) return false;
  return attention.kind !== "gqa" || attention.kvHeads % tensor === 0 || tensor % attention.kvHeads === 0;
}

/** `4 x TP2`, `DP8 EP8`: short enough for a table. */
export function layoutName({ instances, parallel }: Layout): string {
  const { tensor, pipeline, data, expert = 1 } = parallel;
  const ranks = [
    tensor > 1 || (data === 1 && pipeline === 1 && expert === 1) ? `TP${tensor}` : "",
    pipeline > 1 ? `PP${pipeline}` : "",
    data > 1 ? `DP${data}` : "",
    expert > 1 ? `EP${expert}` : "",
  ].filter((rank) => rank !== "");
  return `${instances > 1 ? `${instances} x ` : ""}${ranks.join(" ")}`;
}
