// The workload of every measurement: Poisson arrivals at 70 % of capacity, prompt 1,024 and output 256 tokens ("fixed")
// or lognormal with those means ("variable"), as columns. Drawn from a seed: forewatt and its bound get the same.
import { randomExponential, randomLogNormal } from "d3-random";
import { randomStream } from "../../dist/index.js";

/** Linear cost of a step: fixed, per token, per token of decode context, per query-key pair of prefill. */
export const stepCost = {
  fixedSeconds: 0.0296,
  secondsPerToken: 0.00026,
  secondsPerContextToken: 2.2e-8,
  secondsPerPair: 3e-9,
};
export const maxBatchedTokens = 512;
export const maxSequences = 128;
/** 70 % of what one instance with these costs can serve. */
const RATE_PER_SECOND = 2.17;

const PROMPT_TOKENS = 1024;
const OUTPUT_TOKENS = 256;
const SIGMA = 0.7;
/** No output is longer; nor shorter than two tokens, so that everything decodes. */
export const LONGEST_OUTPUT = 1000;

const logNormal = (mean, shortest, longest, random) => {
  const draw = randomLogNormal.source(random)(Math.log(mean) - SIGMA ** 2 / 2, SIGMA);
  return () => Math.min(longest, Math.max(shortest, Math.round(draw())));
};

export function createWorkload(requests, { lengths = "fixed", replicas = 1, seed = 1 } = {}) {
  const gap = randomExponential.source(randomStream(seed, "arrivals"))(RATE_PER_SECOND * replicas);
  const fixed = lengths === "fixed";
  const prompt = fixed
    ? () => PROMPT_TOKENS
    : logNormal(PROMPT_TOKENS, 16, 3 * PROMPT_TOKENS, randomStream(seed, "input"));
  const output = fixed
    ? () => OUTPUT_TOKENS
    : logNormal(OUTPUT_TOKENS, 2, LONGEST_OUTPUT, randomStream(seed, "output"));
  const atSeconds = new Float64Array(requests);
  const inputTokens = new Int32Array(requests);
  const outputTokens = new Int32Array(requests);
  let now = 0;
  for (let i = 0; i < requests; i++) {
    now += gap();
    atSeconds[i] = now;
    inputTokens[i] = prompt();
    outputTokens[i] = output();
  }
  return { requests, atSeconds, inputTokens, outputTokens, hashTokens: 0, blockHashes: undefined };
}

const SYSTEM_PROMPTS = 64;

/** Block hashes for prompts of which the first half is one of 64 system prompts and the rest their own. */
export function withSharedPrefixes(workload, hashTokens, seed = 1) {
  const random = randomStream(seed, "prefixes");
  const blocks = PROMPT_TOKENS / hashTokens;
  const blockHashes = Array.from({ length: workload.requests }, (_, request) => {
    const system = Math.floor(random() * SYSTEM_PROMPTS) * blocks;
    const own = (SYSTEM_PROMPTS + request) * blocks;
    return Array.from({ length: blocks }, (_, i) => (i < blocks / 2 ? system : own) + i);
  });
  return { ...workload, hashTokens, blockHashes };
}
