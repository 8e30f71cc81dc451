// Runs forewatt's own engine on Vidur's latency tables and compares every request with Vidur's answer.
// The tables and rules are described in the oracle's README (Vidur 7d47513, Llama-2-70B, A100-80GB, TP4, Sarathi).
// usage: node bench/oracles/vidur.js --tables DIR --arrivals CSV --rate R --replicas N --expected CSV
// Prints one JSON line {"requests":N,"maxRelativeDifference":{"ttft":x,"e2e":y}}; exit 0 if both are at most 1e-5.
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "csv-parse/sync";
import { Recorder, routers, ServingSystem, schedulers } from "../../dist/index.js";

const TOLERANCE = 1e-5;
const LAYERS = 80;
const BLOCKS = 32_768;

const usage =
  "usage: node bench/oracles/vidur.js --tables DIR --arrivals CSV --rate R --replicas N --expected CSV";

/** Bad arguments: one line each, exit 2. */
function refuse(...problems) {
  for (const problem of problems) console.error(problem);
  console.error(usage);
  process.exit(2);
}

function parseArguments() {
  const names = ["tables", "arrivals", "rate", "replicas", "expected"];
  let values;
  try {
    ({ values } = parseArgs({
      options: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    }));
  } catch (error) {
    refuse(error.message.split("\n")[0]);
  }
  const missing = names.filter((name) => values[name] === undefined).map((name) => `--${name} is missing`);
  if (missing.length > 0) refuse(...missing);
  const problems = ["tables", "arrivals", "expected"]
    .filter((name) => !existsSync(values[name]))
    .map((name) => `--${name} ${values[name]}: no such file or folder`);
  if (!(Number(values.rate) > 0 && Number.isFinite(Number(values.rate))))
    problems.push(`--rate ${values.rate}: expected a number above 0`);
  if (!(Number.isInteger(Number(values.replicas)) && Number(values.replicas) >= 1))
    problems.push(`--replicas ${values.replicas}: expected a whole number of at least 1`);
  if (problems.length > 0) refuse(...problems);
  return values;
}

const values = parseArguments();

const readCsv = (path) =>
  parse(readFileSync(path, "utf8"), {
    columns: true,
    cast: (cell, { header }) => (header ? cell : Number(cell)),
  });

/** A table of milliseconds per layer, by one or two integer keys. */
function table(name, ...keys) {
  const rows = readCsv(`${values.tables}/${name}.csv`);
  const cells = new Map(rows.map((row) => [keys.map((key) => row[key]).join(","), row.prediction]));
  return (...at) => {
    const milliseconds = cells.get(at.join(","));
    if (milliseconds === undefined) throw new Error(`${name}: no entry for ${at}`);
    return milliseconds;
  };
}

const roundUp = (value, step) => Math.ceil(value / step) * step;
const byTokens = Object.fromEntries(
  [
    "attn_pre_proj",
    "attn_post_proj",
    "attn_rope",
    "attn_kv_cache_save",
    "all_reduce",
    "input_layernorm",
    "mlp_up_proj",
    "mlp_down_proj",
    "mlp_act",
    "post_attention_layernorm",
    "add",
  ].map((name) => [name, table(name, "num_tokens")]),
);
const attnDecode = table("attn_decode", "batch_size", "kv_cache_size");
const attnPrefill = table("attn_prefill", "kv_cache_size", "prefill_chunk_size_squared");

/** Step cost from the tables. Not affine in context (means are rounded), so the engine steps one by one. */
const model = {
  devices: 4,
  idleWatts: 0,
  decodeIsAffine: false,
  windowTokens: Number.POSITIVE_INFINITY,
  decode() {
    throw new Error("table-driven steps have no closed form");
  },
  step(shape, out) {
    const tokens = shape.decodeSequences + shape.prefillTokens;
    const rounded = roundUp(tokens, 8);
    let milliseconds =
      byTokens.attn_pre_proj(rounded) +
      byTokens.attn_post_proj(rounded) +
      byTokens.attn_rope(rounded) +
      byTokens.attn_kv_cache_save(tokens) +
      2 * (byTokens.all_reduce(rounded) + 0.02) +
      byTokens.input_layernorm(rounded) +
      byTokens.mlp_up_proj(rounded) +
      byTokens.mlp_down_proj(rounded) +
      byTokens.mlp_act(rounded) +
      byTokens.post_attention_layernorm(rounded) +
      byTokens.add(rounded);
    if (shape.decodeSequences > 0) {
      const context = roundUp(Math.trunc(shape.decodeContextTokens / shape.decodeSequences), 64);
      milliseconds += attnDecode(shape.decodeSequences, context) * (shape.decodeSequences > 1 ? 1.1 : 1);
    }
    if (shape.prefillSequences > 0) {
      // At most one chunk of a step continues a prompt here, so rounding the sum of priors rounds each of them.
      const prior = roundUp(shape.prefillPriorTokens, 64);
      milliseconds +=
        attnPrefill(prior, Math.round(Math.sqrt(shape.prefillSquares)) ** 2) *
        (shape.prefillSequences > 1 ? 1.1 : 1);
    }
    out.seconds = (LAYERS * milliseconds) / 1000;
    out.joules = 0;
    out.bound = "compute";
  },
};

const rate = Number(values.rate);
const requests = readCsv(values.arrivals).map(({ t, p, o }) => ({
  atSeconds: Number((t / rate).toFixed(9)),
  inputTokens: p,
  outputTokens: o,
}));
let next = 0;
const source = {
  count: requests.length,
  hashBlockTokens: 0,
  nextSeconds: () => (next < requests.length ? requests[next].atSeconds : Number.POSITIVE_INFINITY),
  take: (out) => Object.assign(out, requests[next++], { blockHashes: undefined }),
  finished() {},
};
const recorder = new Recorder(1, requests.length, { firstRequest: 0, until: "drained" });
const system = new ServingSystem({
  source,
  entry: {
    instances: Number(values.replicas),
    instance: {
      model,
      policy: schedulers["chunked-prefill"],
      maxBatchedTokens: 512,
      maxSequences: 128,
      blockTokens: 16,
      blocks: BLOCKS,
      watermarkBlocks: Math.trunc(0.01 * BLOCKS),
      blocksPerSequence: 0,
      reserveAll: false,
      handsOver: false,
      fastForward: true,
    },
    router: routers["round-robin"].create(() => 0),
    maxOutstanding: Number.POSITIVE_INFINITY,
  },
  decode: undefined,
  link: undefined,
  requestLatencySeconds: 0,
  maxContextTokens: Number.POSITIVE_INFINITY,
  sink: recorder,
});
system.run();
const records = recorder.records.sorted();

const worst = { ttft: 0, e2e: 0 };
const seen = new Set();
for (const { id, ttft, e2e } of readCsv(values.expected)) {
  if (!(id >= 0 && id < records.length) || seen.has(id))
    throw new Error(`${values.expected}: id ${id} is not one of the ${records.length} requests, or twice`);
  seen.add(id);
  const ours = {
    ttft: records.firstTokenSeconds[id] - records.arrivedSeconds[id],
    e2e: records.finishedSeconds[id] - records.arrivedSeconds[id],
  };
  for (const [metric, theirs] of [
    ["ttft", ttft],
    ["e2e", e2e],
  ]) {
    const difference = Math.abs(ours[metric] - theirs) / theirs;
    if (!(difference <= worst[metric])) worst[metric] = difference;
  }
}
console.log(JSON.stringify({ requests: seen.size, maxRelativeDifference: worst }));
process.exitCode = seen.size === records.length && worst.ttft <= TOLERANCE && worst.e2e <= TOLERANCE ? 0 : 1;
