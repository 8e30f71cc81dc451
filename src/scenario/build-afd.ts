// An attention and an FFN pool as one serving pool: an instance is one of each, stepped by the composite of their parts. What
// the way between them costs is nobody's published figure: without a stated one the answer leans on the bracket of
// facts/hardware.md 2.4.
import { createAfdModel } from "../cost/afd.ts";
import { resolveArithmetic } from "../cost/arithmetic.ts";
import type { StepModel } from "../cost/step-model.ts";
import type { Assumption } from "../metrics/result.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Deployment } from "./schema.ts";

/** Seconds of both crossings of a layer, besides what bandwidth takes. */
export const assumedRoundTrip = { value: 10e-6, low: 3e-6, high: 20e-6 };

export interface AfdSides {
  attention: { hardware: HardwareProfile; model: StepModel };
  ffn: { hardware: HardwareProfile; model: StepModel };
  head: StepModel;
  rowsPerSequence: number;
}

export function afdModel(
  { model, engine, file }: ResolvedScenario,
  { afd }: Deployment,
  { attention, ffn, head, rowsPerSequence }: AfdSides,
): StepModel {
  const format = resolveArithmetic(ffn.hardware, model, file.precision)[model.ffn.moe ? "experts" : "ffn"];
  // Hidden states go out as the FFN takes them and come back in bf16, through the links of the narrower side.
  const bytesPerToken = model.hidden * (format.activationBytes + 2);
  const port = (side: AfdSides["attention"]) =>
    side.model.devices * side.hardware.links.scaleOut.bandwidth.value * engine.transfer.efficiency;
  return createAfdModel({
    attention: attention.model,
    ffn: ffn.model,
    head,
    layers: model.layers,
    roundTripSeconds: afd.roundTrip ?? assumedRoundTrip.value,
    crossingSecondsPerToken: bytesPerToken / Math.min(port(attention), port(ffn)),
    rowsPerSequence,
    microBatches: afd.microBatches,
  });
}

/** What a deployment with attention and FFN apart assumes where its scenario says nothing. */
export function afdAssumptions({ file }: ResolvedScenario, deployment: Deployment): Assumption[] {
  if (!deployment.pools.some(({ role }) => role === "ffn") || deployment.afd.roundTrip !== undefined)
    return [];
  const name = Object.entries(file.deployments).find(([, each]) => each === deployment)?.[0] ?? "*";
  const { value, low, high } = assumedRoundTrip;
  return [
    {
      path: `deployments.${name}.afd.roundTrip`,
      value: `${value} s`,
      confidence: "assumed",
      low: `${low} s`,
      high: `${high} s`,
      source: "not published: facts/hardware.md 2.4 brackets Ethernet and FPGA, out and back, at 3-20 us",
    },
  ];
}
