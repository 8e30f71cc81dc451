// What decides the speed of a chip that keeps weights and KV in its own SRAM and runs a statically scheduled program: no
// kernels are launched; a layer takes a fixed time, plus the way of the activations between its chips, which is longer the
// more SRAM has to be reached (physics.md 2.10, facts/hardware.md 2.2).
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { figure, provenance } from "./figure.ts";

const share = () => z.number().gt(0).max(1);

export const dataflowFigures = z
  .strictObject({
    usable: z.strictObject({ value: fraction(), ...provenance }).meta({
      description: "of the SRAM that holds weights and KV; the rest is the program and its buffers",
    }),
    reached: z
      .strictObject({ compute: share(), memory: share(), ...provenance })
      .meta({ description: "of the peaks that a scheduled program reaches while data flow" }),
    layerLatency: figure("seconds").meta({
      description: "fixed time of a whole layer, the way between its chips apart",
    }),
    ffnShare: z
      .strictObject({
        value: share(),
        range: z.strictObject({ low: share(), high: share() }).optional(),
        ...provenance,
      })
      .meta({ description: "share of the fixed time that is the feed-forward half's" }),
    crossings: z
      .strictObject({
        perLayer: z
          .number()
          .min(0)
          .meta({ description: "times a layer's activations go to all of its chips" }),
        latency: z
          .array(z.strictObject({ reach: quantity("bytes", { above: 0 }), latency: quantity("seconds") }))
          .min(1)
          .meta({
            description: "of one way, by the SRAM that has to be reached; linear in between and beyond",
          }),
        ...provenance,
      })
      .meta({ description: "between chips" }),
  })
  .meta({ description: "fixed times and shares of a chip that computes from its own SRAM" });

export type DataflowFigures = z.output<typeof dataflowFigures>;
