// Which figures an answer leans on that nobody has published or that are guesses: listed with every result.
import type { Assumption } from "../metrics/result.ts";
import type { Figure } from "../profiles/figure.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";

/** Confidences that need saying; so does any figure with a range. */
const weak = new Set(["analyst", "press", "assumed"]);

/** Every weak figure of the profile that a run uses, with its range where the profile states one. */
export function hardwareAssumptions(hardware: HardwareProfile, rentUsed: boolean): Assumption[] {
  const { compute, memory, links, power, price } = hardware;
  const figures: [string, Figure | undefined, string][] = [
    ...Object.entries(compute).map(([precision, figure]): [string, Figure | undefined, string] => [
      `compute.${precision}`,
      figure,
      "FLOP/s",
    ]),
    ["memory.capacity", memory.capacity, "B"],
    ["memory.bandwidth", memory.bandwidth, "B/s"],
    ["links.scaleUp.bandwidth", links.scaleUp.bandwidth, "B/s"],
    ["links.scaleOut.bandwidth", links.scaleOut.bandwidth, "B/s"],
    ["power.tdp", power.tdp, "W"],
    ["power.idle", power.idle, "W"],
    ["power.hostPerDevice", power.hostPerDevice, "W"],
    ["power.provisionedPerDevice", power.provisionedPerDevice, "W"],
    ...("dataflow" in hardware
      ? ([["dataflow.layerLatency", hardware.dataflow.layerLatency, "s"]] as [string, Figure, string][])
      : []),
    rentUsed ? ["price.rent", price.rent, "USD/h"] : ["price.capex", price.capex, "USD"],
  ];
  return figures.flatMap(([path, figure, unit]) => {
    if (figure === undefined || !(weak.has(figure.confidence) || figure.range)) return [];
    return [
      {
        path: `hardware-profiles/${hardware.id}.yaml#${path}`,
        value: `${figure.value} ${unit}`,
        confidence: figure.confidence,
        low: figure.range ? `${figure.range.low} ${unit}` : null,
        high: figure.range ? `${figure.range.high} ${unit}` : null,
        source: figure.source,
      },
    ];
  });
}
