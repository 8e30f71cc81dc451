// What is asked, beside when and how long: requests draw a topic by popularity (Zipf: topic k with weight k^-s) and ask
// it either in its usual words, the same for everybody, or in words of their own. The same words have the same lengths.
// A prompt is the system prompt, then documents of the topic, then the words; blocks are equal as far as these are.
import type { RandomStream } from "../base/random.ts";
import type { Arrival, ArrivalSource } from "../serving/request.ts";
import { ContextChain } from "./context-chain.ts";
import { refined } from "./refined.ts";
import { retentionOf } from "./retain.ts";
import type { Queries } from "./schema.ts";
import { zipfQuantile } from "./zipf.ts";

export function withQueries<Source extends ArrivalSource>(
  source: Source,
  { topics, zipf, verbatim, ...prompt }: Queries,
  streamOf: (name: string) => RandomStream,
): Source {
  const topicAt = zipfQuantile(topics, zipf);
  const mainStream = streamOf("queries");
  // Whoever comes beside the workload's own arrivals moves none of their draws.
  const otherStream = streamOf("queries of other arrivals");
  const hashesOf = prompt.system > 0 || prompt.documents > 0 ? promptHashes(prompt) : undefined;
  const retention = retentionOf(prompt.retain, Math.floor(prompt.system / prompt.blockTokens));
  const lengths = new Map<number, Pick<Arrival, "inputTokens" | "outputTokens" | "hiddenTokens">>();
  let own = topics;
  const ask = (out: Arrival) => {
    const random = out.primaryIndex === -1 ? otherStream : mainStream;
    out.topicId = topicAt(random());
    out.textId = random() < verbatim ? out.topicId : own++;
    const usual = out.textId < topics;
    const known = usual ? lengths.get(out.textId) : undefined;
    if (known) Object.assign(out, known);
    else if (usual) {
      const { inputTokens, outputTokens, hiddenTokens } = out;
      lengths.set(out.textId, { inputTokens, outputTokens, hiddenTokens });
    }
    out.retention = retention;
    if (hashesOf) out.blockHashes = hashesOf(out.topicId, usual, out.inputTokens);
  };
  return refined(source, ask, hashesOf && prompt.blockTokens);
}

/** Hashes of a prompt's blocks. Two prompts about one topic share as much of its documents as the shorter one holds. */
function promptHashes({
  system,
  documents,
  blockTokens,
}: Pick<Queries, "system" | "documents" | "blockTokens">) {
  let hashes = 0;
  const fresh = () => hashes++;
  const head = new ContextChain(blockTokens, fresh, []).whole(system);
  const topicChains = new Map<number, ContextChain>();
  const usualChains = new Map<number, ContextChain>();
  const chainOf = (known: Map<number, ContextChain>, topicId: number, from: () => readonly number[]) => {
    let chain = known.get(topicId);
    if (chain === undefined) {
      chain = new ContextChain(blockTokens, fresh, from());
      known.set(topicId, chain);
    }
    return chain;
  };
  return (topicId: number, usual: boolean, inputTokens: number): number[] => {
    const broughtTokens = Math.floor(documents * Math.max(0, inputTokens - system));
    const shared = () =>
      chainOf(topicChains, topicId, () => head).whole(Math.min(inputTokens, system + broughtTokens));
    if (usual) return chainOf(usualChains, topicId, shared).prompt(inputTokens);
    return new ContextChain(blockTokens, fresh, shared()).prompt(inputTokens);
  };
}
