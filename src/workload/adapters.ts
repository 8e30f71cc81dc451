// Which LoRA adapter a request wants: none, or one of many by popularity (Zipf: adapter k with weight k^-s). Requests draw from
// streams of their own, so that adapters move no arrival and no length; a session draws once, for all its requests. KV and
// answers are the adapter's own, as in vLLM, whose block hashes contain it: hash h beside adapter a of n is h (n + 1) + a + 1.
import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { fraction } from "../base/quantity.ts";
import type { RandomStream } from "../base/random.ts";
import { NO_ADAPTER } from "../serving/adapter-slots.ts";
import type { ArrivalSource } from "../serving/request.ts";
import { refined } from "./refined.ts";
import { zipfQuantile } from "./zipf.ts";

export const adaptersSchema = z.strictObject({
  count: z.int().min(1).max(1_000_000).meta({ description: "adapters there are" }),
  zipf: z
    .number()
    .min(0)
    .max(5)
    .default(1)
    .meta({ description: "popularity of adapter k is k to minus this" }),
  share: fraction().default(1).meta({ description: "of requests, or sessions, that want one" }),
});
export type Adapters = z.output<typeof adaptersSchema>;

/** Draws an adapter from two fractions: whether one is wanted, and which. */
export function adapterDraw({ count, zipf, share }: Adapters): (wants: number, which: number) => number {
  const adapterAt = zipfQuantile(count, zipf);
  return (wants, which) => (wants < share ? adapterAt(which) : NO_ADAPTER);
}

/** Each request draws its own. */
export function withAdapters<Source extends ArrivalSource>(
  source: Source,
  adapters: Adapters,
  streamOf: (name: string) => RandomStream,
): Source {
  const draw = adapterDraw(adapters);
  const wants = streamOf("adapter share");
  const which = streamOf("adapters");
  return refined(source, (out) => {
    out.adapterIndex = draw(wants(), which());
  });
}

/** Prefixes, texts and topics of one adapter are nobody else's. */
export function withOwnPrefixes<Source extends ArrivalSource>(source: Source, { count }: Adapters): Source {
  return refined(source, (out) => {
    const own = (number: number) => number * (count + 1) + out.adapterIndex! + 1;
    const ownHash = (hash: number) => checked(own(hash), hash, count);
    out.blockHashes = out.blockHashes?.map(ownHash);
    out.answeredHashes = out.answeredHashes?.map(ownHash);
    if (out.textId !== undefined) out.textId = own(out.textId);
    if (out.topicId !== undefined) out.topicId = own(out.topicId);
  });
}

/** Beyond 2^53 different hashes would become one. */
function checked(ownHash: number, hash: number, count: number): number {
  if (Number.isSafeInteger(ownHash)) return ownHash;
  throw InputError.of(
    "",
    "workload.adapters.count",
    `block hash ${hash} of the trace beside ${count} adapters is more than can be told apart: number the hashes from 0, or state fewer adapters`,
  );
}
