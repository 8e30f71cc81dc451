// What is asked, beside when and how long: requests draw a topic by popularity (Zipf: topic k with weight k^-s) and ask
// it either in its usual words, the same for everybody, or in words of their own. The same words have the same lengths.
import type { RandomStream } from "../base/random.ts";
import type { ArrivalSource } from "../serving/request.ts";
import type { Queries } from "./schema.ts";

export function withQueries<Source extends ArrivalSource>(
  source: Source,
  { topics, zipf, verbatim }: Queries,
  random: RandomStream,
): Source {
  const upTo = new Float64Array(topics);
  let total = 0;
  for (let k = 0; k < topics; k++) {
    total += (k + 1) ** -zipf;
    upTo[k] = total;
  }
  const draw = () => {
    const at = random() * total;
    let low = 0;
    let high = topics - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const lengths = new Map<number, { inputTokens: number; outputTokens: number }>();
  let own = topics;
  const take: ArrivalSource["take"] = (out) => {
    source.take(out);
    out.topicId = draw();
    out.textId = random() < verbatim ? out.topicId : own++;
    if (out.textId >= topics) return;
    const known = lengths.get(out.textId);
    if (known) Object.assign(out, known);
    else lengths.set(out.textId, { inputTokens: out.inputTokens, outputTokens: out.outputTokens });
  };
  return { ...source, nextSeconds: () => source.nextSeconds(), take };
}
