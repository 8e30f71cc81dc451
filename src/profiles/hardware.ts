// A hardware profile: one device as the datasheet and the driver describe it, plus the figures that its kind of silicon is
// priced by. Peaks are dense, links are one direction, capacity is what the driver reports: the schema asks for those words,
// and `hardware-checks.ts` refuses figures that betray the usual mix-ups. A kind is one line of `hardwareSchema` here and
// one file in src/cost/kinds.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import { dataflowFigures } from "./dataflow-figures.ts";
import { figure, provenance } from "./figure.ts";
import { kernelEfficiency, matrixUnit } from "./kernel-figures.ts";
import { hostLinks, namesOf, scaleOutLinks, scaleUpLinks } from "./link-technologies.ts";

/** Arithmetic of a matrix multiplication. bf16 stands for fp16 too. */
export const precisions = ["bf16", "fp8", "fp4", "int8", "int4"] as const;
export type Precision = (typeof precisions)[number];

/** What takes heat off a rack: a plan puts it into a hall that has it. */
export const coolings = ["air", "liquid"] as const;
export type Cooling = (typeof coolings)[number];

const peak = figure("flopsPerSecond", { density: z.literal("dense") });
const oneWay = { direction: z.literal("one-way") };

/** What every device has, whatever its kind. */
const common = {
  schema: z.literal("forewatt.hardware/1"),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9.]+)*$/, "lower case, words joined by hyphens"),
  title: z.string(),
  vendor: z.string(),
  architecture: z.string().meta({ description: "family whose kernels it shares, e.g. hopper" }),
  status: z.enum(["shipping", "shipping, unmeasured", "announced, unmeasured"]),
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
    hostParts: z
      .strictObject({
        host: figure("watts").optional().meta({ description: "CPU, its memory, storage" }),
        switch: figure("watts").optional().meta({ description: "scale-up switches of the rack" }),
        nic: figure("watts").optional().meta({ description: "NICs and their optics" }),
        losses: figure("watts").optional().meta({ description: "power supplies, bus bar, pumps and fans" }),
      })
      .optional()
      .meta({ description: "what hostPerDevice is made of; together the same" }),
    provisionedPerDevice: figure("watts").meta({
      description: "IT nameplate share of server or rack, device included",
    }),
    allInPerDevice: figure("watts")
      .optional()
      .meta({ description: "analysts' facility kW per device: holds cooling, never times PUE" }),
  }),
  cooling: z
    .strictObject({ kind: z.enum(coolings), ...provenance })
    .optional()
    .meta({ description: "what its server or rack takes; default: air" }),
  price: z.strictObject({
    rent: figure("usdPerHour").optional().meta({ description: "per device; pays for power already" }),
    capex: figure("usd").optional().meta({ description: "per device" }),
  }),
  serverDevices: z.int().min(1).default(8).meta({ description: "devices bought together: server or rack" }),
};

const kind = <Name extends string>(name: Name) =>
  z.literal(name).meta({ description: "kind of silicon: selects the cost model" });

export const hardwareSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...common, kind: kind("gpu"), efficiency: kernelEfficiency }),
  z.strictObject({ ...common, kind: kind("systolic"), efficiency: kernelEfficiency, matrixUnit }),
  z.strictObject({ ...common, kind: kind("sram-dataflow"), dataflow: dataflowFigures }),
  z.strictObject({ ...common, kind: kind("wafer"), dataflow: dataflowFigures }),
]);

export type HardwareProfile = z.output<typeof hardwareSchema>;
export type HardwareKind = HardwareProfile["kind"];
export type HardwareOf<Kind extends HardwareKind> = Extract<HardwareProfile, { kind: Kind }>;
/** Devices that run kernels from memory beside the chip, and devices that compute from their own. */
export type KernelHardware = HardwareOf<"gpu" | "systolic">;
export type DataflowHardware = HardwareOf<"sram-dataflow" | "wafer">;
