// Which LoRA adapter a request wants: none, or one of many by popularity (Zipf: adapter k with weight k^-s). One draw each of
// streams of their own, so that adapters move no arrival and no length.
import { z } from "zod";
import { fraction } from "../base/quantity.ts";
import type { RandomStream } from "../base/random.ts";
import type { ArrivalSource } from "../serving/request.ts";
import { zipfSampler } from "./zipf.ts";

export const adaptersSchema = z.strictObject({
  count: z.int().min(1).max(10_000_000).meta({ description: "adapters there are" }),
  zipf: z
    .number()
    .min(0)
    .max(5)
    .default(1)
    .meta({ description: "popularity of adapter k is k to minus this" }),
  share: fraction().default(1).meta({ description: "of requests that want one" }),
});
export type Adapters = z.output<typeof adaptersSchema>;

export function withAdapters<Source extends ArrivalSource>(
  source: Source,
  { count, zipf, share }: Adapters,
  streamOf: (name: string) => RandomStream,
): Source {
  const wants = streamOf("adapter share");
  const which = zipfSampler(count, zipf, streamOf("adapters"));
  return {
    ...source,
    get count() {
      return source.count;
    },
    nextSeconds: () => source.nextSeconds(),
    take(out) {
      source.take(out);
      const adapter = which();
      out.adapterIndex = wants() < share ? adapter : -1;
    },
  };
}
