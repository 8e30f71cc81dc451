// What recorded requests ask, as far as block hashes tell: a hash stands for everything up to the end of its block, so two prompts
// with the same last hash and the same length ask the same. Tokens beyond the last whole block are taken to be equal where
// a format does not hash them. What is alike and not the same, hashes do not tell: each text is a topic of its own.
import type { ArrivalSource } from "../../serving/request.ts";
import { refined } from "../refined.ts";

export function withRecordedTexts<Source extends ArrivalSource>(source: Source): Source {
  const known = new Map<string, number>();
  let texts = 0;
  return refined(source, (out) => {
    const hash = out.blockHashes?.at(-1);
    const key = hash === undefined ? undefined : `${hash}/${out.blockHashes!.length}/${out.inputTokens}`;
    const textId = (key === undefined ? undefined : known.get(key)) ?? texts++;
    if (key !== undefined) known.set(key, textId);
    out.textId = out.topicId = textId;
  });
}
