// A hardware profile: one device as the datasheet and the driver describe it, plus the efficiencies that were
// measured on it. Peaks are dense, links are one direction, capacity is what the driver reports: the schema asks
// for those words, and `hardware-checks.ts` refuses figures that betray the usual mix-ups.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import { figure, provenance } from "./figure.ts";
import { hostLinks, namesOf, scaleOutLinks, scaleUpLinks } from "./link-technologies.ts";

/** Arithmetic of a matrix multiplication. bf16 stands for fp16 too. */
export const precisions = ["bf16", "fp8", "fp4", "int8", "int4"] as const;
export type Precision = (typeof precisions)[number];

const peak = figure("flopsPerSecond", { density: z.literal("dense") });
const oneWay = { direction: z.literal("one-way") };

/** GEMM efficiency of chip x arithmetic: fraction of the dense peak, of bandwidth, and the p of the smooth maximum. */
const gemmEfficiency = z.strictObject({
  compute: z.number().gt(0).max(1),
  memory: z.number().gt(0).max(1),
  smoothness: z.number().min(1).max(8).default(1.9),
  ...provenance,
});

export const hardwareSchema = z.strictObject({
  schema: z.literal("forewatt.hardware/1"),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9.]+)*$/, "lower case, words joined by hyphens"),
  title: z.string(),
  vendor: z.string(),
  kind: z.enum(["gpu"]).meta({ description: "cost model that serves it" }),
  architecture: z.string().meta({ description: "family whose kernels it shares, e.g. hopper" }),
  status: z.enum(["shipping", "announced, unmeasured"]),
  aliases: z.array(z.string()).default([]),
  compute: z.strictObject({
    bf16: peak,
    fp8: peak.optional(),
    fp4: peak.optional(),
    int8: peak.optional(),
  }),
  memory: z.strictObject({
    technology: z.string(),
    label: quantity("bytes").meta({
      description: "the vendor's marketing capacity, e.g. 80 GB; not used as a size",
    }),
    capacity: figure("bytes", {
      decimal: z
        .literal(true)
        .optional()
        .meta({ description: "the figure really is in units of 10^9; the note says how we know" }),
    }).meta({ description: "bytes as the driver reports them, in MiB, GiB or B" }),
    bandwidth: figure("bytesPerSecond"),
  }),
  links: z.strictObject({
    scaleUp: z.strictObject({
      technology: z.enum(namesOf(scaleUpLinks)),
      domainDevices: z.int().min(1).meta({ description: "devices that reach each other over this link" }),
      bandwidth: figure("bytesPerSecond", oneWay),
    }),
    scaleOut: z.strictObject({
      technology: z.enum(namesOf(scaleOutLinks)),
      bandwidth: figure("bytesPerSecond", oneWay),
    }),
    host: z.strictObject({
      technology: z.enum(namesOf(hostLinks)),
      bandwidth: figure("bytesPerSecond", oneWay),
    }),
  }),
  power: z.strictObject({
    tdp: figure("watts"),
    idle: figure("watts").meta({ description: "powered, no work" }),
    hostPerDevice: figure("watts").meta({ description: "host, NIC and switch share in operation" }),
    provisionedPerDevice: figure("watts").meta({
      description: "IT nameplate share of server or rack, device included",
    }),
    allInPerDevice: figure("watts")
      .optional()
      .meta({ description: "analysts' facility kW per device: holds cooling, never times PUE" }),
  }),
  price: z.strictObject({
    rent: figure("usdPerHour").optional().meta({ description: "per device; pays for power already" }),
    capex: figure("usd").optional().meta({ description: "per device" }),
  }),
  serverDevices: z.int().min(1).default(8).meta({ description: "devices bought together: server or rack" }),
  efficiency: z
    .strictObject({
      gemm: z.strictObject({
        bf16: gemmEfficiency,
        fp8: gemmEfficiency.optional(),
        fp4: gemmEfficiency.optional(),
        int8: gemmEfficiency.optional(),
      }),
      moe: z.strictObject({
        bf16: z.number().gt(0).max(1),
        fp8: z.number().gt(0).max(1).optional(),
        fp4: z.number().gt(0).max(1).optional(),
        memory: z.number().gt(0).max(1),
        ...provenance,
      }),
      attention: z.strictObject({
        decodeMemory: z
          .number()
          .gt(0)
          .max(1)
          .meta({ description: "fraction of bandwidth that decode attention reaches, bf16 KV" }),
        decodeMemoryFp8: z.number().gt(0).max(1),
        decodeCompute: z.number().gt(0).max(1),
        mlaDecodeMemory: z.number().gt(0).max(1),
        mlaDecodeCompute: z.number().gt(0).max(1),
        prefillCompute: z.number().gt(0).max(1),
        prefillHalfLengthTokens: z
          .number()
          .min(0)
          .meta({ description: "prompt length at which prefill attention reaches half its efficiency" }),
        ...provenance,
      }),
      /**
       * Watts by phase as a fraction of TDP, from kernel tables (facts/hardware.md 3.5). The power model takes the prefill
       * figure as its limit; the others are kept beside it because serving contradicts them (docs/concepts/physics.md).
       */
      power: z
        .strictObject({
          prefillGemm: z.number().gt(0).max(1.2),
          prefillAttention: z.number().gt(0).max(1.2),
          decodeGemm: z.number().gt(0).max(1.2),
          decodeAttention: z.number().gt(0).max(1.2),
          ...provenance,
        })
        .optional(),
    })
    .meta({ description: "what kernels reach on this chip" }),
});

export type HardwareProfile = z.output<typeof hardwareSchema>;
