// What keeps prompt blocks between requests: the prefix cache on the device, and tiers below it.
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";

export const prefixCacheSchema = z.union([
  z.boolean(),
  z.strictObject({
    capacity: z
      .union([z.literal("unbounded"), quantity("bytes", { above: 0 })])
      .optional()
      .meta({
        description:
          "most bytes of idle blocks per instance; default: all free memory; unbounded: one ideal store outside device memory that all instances share",
      }),
    eviction: z.enum(["lru", "priority"]).default("lru").meta({
      description:
        "lru: the least recently used goes first; priority: the least `retain` of the workload first, then the least recently used",
    }),
    ttl: quantity("seconds", { above: 0 })
      .optional()
      .meta({ description: "idle blocks are forgotten after this; default: never" }),
  }),
]);

export const tierSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots"),
  capacity: quantity("bytes", { above: 0 }).meta({ description: "per instance; in all where shared" }),
  bandwidth: quantity("bytesPerSecond", { above: 0 }).meta({
    description:
      "per instance; in all where shared. Sequences that load at once divide it, what is written is one more of them",
  }),
  latency: quantity("seconds").default(0).meta({ description: "of each load" }),
  overlap: fraction({ max: 1 })
    .default(0)
    .meta({ description: "share of a load that hides under computing, layer by layer" }),
  duplex: z
    .boolean()
    .default(false)
    .meta({ description: "writing does not take bandwidth from reading; default: they share it" }),
  ttl: quantity("seconds", { above: 0 }).optional().meta({ description: "default: never forgotten" }),
  shared: z.boolean().default(false).meta({
    description:
      "one store and one link for all instances of the pool; every block is copied there when its request ends",
  }),
});
export type Tier = z.output<typeof tierSchema>;

export const tiersSchema = z
  .array(tierSchema)
  .min(1)
  .superRefine((tiers, context) => {
    tiers.forEach(({ name, shared }, i) => {
      const issue = (key: string, message: string) =>
        context.addIssue({ code: "custom", path: [i, key], message });
      if (tiers.findIndex((tier) => tier.name === name) < i)
        issue("name", `another tier is called "${name}"`);
      if (!shared && tiers[i - 1]?.shared)
        issue("shared", "a tier of each instance below a shared one: turn them round");
    });
  });
