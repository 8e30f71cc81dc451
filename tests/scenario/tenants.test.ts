// Encoders and LoRA adapters on a pool: what they hold in memory, to the byte, and what is refused beside them.
import { describe, expect, it } from "vitest";
import { buildDeployment } from "../../src/scenario/build-deployment.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { problemsOf, realScenario } from "../laws/real-scenario.ts";

const scenario = ({ pool = "", lengths = "", workload = "", rest = "", model = "llama-3.1-8b" } = {}) => `
schema: forewatt.scenario/1
model: ${model}
workload:
  arrivals: { process: poisson, rate: 10 /s }
  requests: 50
  lengths: { input: { fixed: 700 tokens }, output: { fixed: 80 tokens }${lengths} }
${workload}
${rest}
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm${pool} } ] }
`;
const eyes = "encoder: { parameters: 675e6 }";
const images = ", images: { perRequest: 2, tokensPerImage: 500 }";
const lora = "lora: { rank: 16, slots: 4, bandwidth: 25 GB/s }";
const adapters = "  adapters: { count: 9, zipf: 1 }";
const priced = (text: string) => {
  const resolved = realScenario(text);
  const built = buildDeployment(resolved, resolved.file.deployments.one!, {
    seed: 1,
    fastForward: true,
    hashTokens: 0,
  });
  if (!built.feasible) throw new Error(built.infeasible.reason);
  return built.pools[0]!.memory;
};
describe("encoders and adapters hold memory", () => {
  it.each([1, 2])("the KV cache is smaller by the encoder's weights over %i tensor ranks", (tensor) => {
    const on = `, parallel: { tensor: ${tensor} }`;
    const without = priced(scenario({ pool: on })).kvBytesPerDevice;
    const withEyes = priced(scenario({ pool: `${on}, ${eyes}`, lengths: images })).kvBytesPerDevice;
    expect(without - withEyes).toBeCloseTo((2 * 675e6) / tensor, 0);
  });

  it("and by the slots of adapters: rank x (rows + columns) x 2 bytes of every attention matrix", () => {
    const without = priced(scenario()).kvBytesPerDevice;
    const withSlots = priced(scenario({ pool: `, ${lora}`, workload: adapters })).kvBytesPerDevice;
    // Llama 3.1 8B: 32 layers, hidden 4096, 32 heads and 8 KV heads of 128.
    const matrices = [4096 + 4096, 4096 + 1024, 4096 + 1024, 4096 + 4096];
    const bytes = 4 * 2 * 16 * 32 * matrices.reduce((sum, each) => sum + each, 0);
    expect(without - withSlots).toBeCloseTo(bytes, 0);
  });

  it("more slots than fit are short by what is missing", () => {
    const many = "lora: { rank: 1024, slots: 100, bandwidth: 25 GB/s }";
    const { result } = simulate(realScenario(scenario({ pool: `, ${many}`, workload: adapters })), {
      seed: 1,
    });
    const [deployment] = result.deployments;
    expect(deployment).toHaveProperty("infeasible.limit", "memory");
    const plain = priced(scenario()).kvBytesPerDevice;
    const bytes = 100 * 2 * 1024 * 32 * 26_624;
    expect(deployment).toHaveProperty("infeasible.short", expect.closeTo(bytes - plain, -1));
  });
});

describe("what is refused", () => {
  it.each([
    ["an encoder without images", { pool: `, ${eyes}` }, "encoder", "no request brings images"],
    ["images without an encoder", { lengths: images }, "encoder", "nothing says what encodes them"],
    ["adapters without slots", { workload: adapters }, "lora", "this pool has no slots"],
    ["slots without adapters", { pool: `, ${lora}` }, "lora", "no request wants an adapter"],
    [
      "adapters beside drafts",
      { pool: `, ${lora}, speculative: { draftTokens: 2, acceptance: 0.7 }`, workload: adapters },
      "lora",
      "speculative decoding",
    ],
    [
      "adapters where attention and FFN are apart",
      { pool: `, role: attention, ${lora}`, workload: adapters },
      "lora",
      "attention pools",
    ],
    [
      "adapters on MLA",
      { pool: `, parallel: { tensor: 8 }, ${lora}`, workload: adapters, model: "deepseek-r1" },
      "lora",
      "grouped-query attention",
    ],
    [
      "adapters of experts",
      {
        pool: ", lora: { rank: 16, slots: 4, bandwidth: 25 GB/s, targets: all }",
        workload: adapters,
        model: "qwen3-30b-a3b",
      },
      "lora",
      "dense models alone",
    ],
    [
      "adapters beside idle classes",
      {
        pool: `, ${lora}`,
        workload: `${adapters}\n  classes: { a: { share: 0.5 }, b: { share: 0.5, runs: idle } }`,
      },
      "lora",
      "runs: idle",
    ],
    [
      "adapters in a search",
      {
        pool: `, ${lora}`,
        workload: adapters,
        rest: "search: { hardware: [h100-sxm] }\nslo: { ttft: { p90: 1 s } }",
      },
      "search",
      "adapters are not modelled in a search",
    ],
    [
      "images in a search",
      {
        pool: `, ${eyes}`,
        lengths: images,
        rest: "search: { hardware: [h100-sxm] }\nslo: { ttft: { p90: 1 s } }",
      },
      "search",
      "images are not modelled",
    ],
    [
      "classes in a search",
      {
        workload: "  classes: { a: { share: 1 } }",
        rest: "search: { hardware: [h100-sxm] }\nslo: { ttft: { p90: 1 s } }",
      },
      "search",
      "classes are not modelled",
    ],
  ])("%s", (_, given, path, message) => {
    const found = problemsOf(scenario(given)).join("\n");
    expect(found).toContain(path);
    expect(found).toContain(message);
  });
});
