// `phases` of a result: what mean times to the first and second token are made of.
import { figures, told } from "./schema-parts.ts";

const handOver = figures({
  queueSeconds: "until the prompt is in a step",
  stillSeconds:
    "of queueSeconds: the prefill instance stood still, its memory full of caches that wait for a place to decode",
  prefillSeconds: "from there to the first token",
  blockedSeconds: "until the decode side has a place",
  transferSeconds: "of the KV cache, what the prefill did not hide; waiting for the link included",
  joinSeconds: "until the step in progress on the decode side ends",
  stepSeconds: "the first decode step",
  blockedSecondsPerToken: "what blockedSeconds add to the mean time per output token",
  transferSecondsPerToken: "the same of transferSeconds",
  joinSecondsPerToken: "the same of joinSeconds",
});

export const phasesSchema = figures({
  queueSeconds: "until the prompt is in a step: HTTP, tokeniser, queue",
  prefillSeconds: "from there to the first token",
  frontSeconds: "of requests that something in front of the engines answered",
}).extend({
  handOver: told(
    handOver.optional(),
    "where a pool prefills for another: to the second token, of requests that have one",
  ),
});
