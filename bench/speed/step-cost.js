// Evaluations of the analytic step model (Llama 3.1 8B on an H100, vLLM) against those of the bound's linear formula.
// Batches cycle through 1,024 shapes, so that neither compiler nor memo sees a constant.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createProfileLibrary, createStepModel, profileFolders, randomStream } from "../../dist/index.js";
import { race } from "./measure.js";
import { maxBatchedTokens, maxSequences, stepCost } from "./workload.js";

const root = new URL("../../", import.meta.url);
const folder = (kind) => new URL(`${profileFolders[kind]}/`, root);
const library = createProfileLibrary({
  read(kind, fileName) {
    const file = new URL(fileName, folder(kind));
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  },
  list: (kind) => readdirSync(folder(kind)),
});

function profile(kind, name) {
  const found = library[kind](name);
  if (!found.found) throw new Error(found.message);
  return found.profile;
}

const SHAPES = 1024;

/** Up to 128 decodes of up to 2,048 tokens; mixed, with one chunk of a prompt that fills the step. */
function shapes(mixed) {
  const random = randomStream(1, "shapes");
  return Array.from({ length: SHAPES }, () => {
    const decodes = 1 + Math.floor(random() * maxSequences);
    const context = decodes * Math.floor(1 + random() * 2048);
    const chunk = mixed ? maxBatchedTokens - decodes : 0;
    const before = mixed ? Math.floor(random() * 2) * maxBatchedTokens : 0;
    const pairs = chunk * (before + chunk / 2);
    return {
      decodeSequences: decodes,
      decodeContextTokens: context,
      decodeWindowTokens: context,
      prefillTokens: chunk,
      prefillSequences: mixed ? 1 : 0,
      prefillPairs: pairs,
      prefillSquares: chunk * chunk,
      prefillWindowPairs: pairs,
      prefillPriorTokens: before,
      prefillCompleted: mixed && before > 0 ? 1 : 0,
    };
  });
}

export function raceStepCost(kind, amount = 2_000_000) {
  const batches = shapes(kind === "mixed");
  const model = createStepModel({
    hardware: profile("hardware", "h100-sxm"),
    model: profile("model", "llama-3.1-8b"),
    engine: profile("engine", "vllm"),
    precision: {},
    parallel: { tensor: 1, pipeline: 1, data: 1 },
  });
  const out = { seconds: 0, joules: 0, bound: "host" };
  const total = (evaluate) => () => {
    let seconds = 0;
    for (let i = 0; i < amount; i++) {
      evaluate(batches[i & (SHAPES - 1)], out);
      seconds += out.seconds;
    }
    return seconds;
  };
  const { fixedSeconds, secondsPerToken, secondsPerContextToken, secondsPerPair } = stepCost;
  return race({
    name: `step cost, ${kind}`,
    amount,
    unit: "steps",
    forewatt: total((shape, to) => model.step(shape, to)),
    bound: total((shape, to) => {
      to.seconds =
        fixedSeconds +
        secondsPerToken * (shape.decodeSequences + shape.prefillTokens) +
        secondsPerContextToken * shape.decodeContextTokens +
        secondsPerPair * shape.prefillPairs;
    }),
    // Different formulas; only that both were evaluated and gave times.
    same(ours, plain) {
      if (!(ours > 0 && plain > 0)) throw new Error(`step cost: ${ours} and ${plain} seconds`);
    },
  });
}
