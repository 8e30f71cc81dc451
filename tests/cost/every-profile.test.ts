// Every model and device that ships can be priced: finite, positive, whatever its attention, experts or formats.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createStepModel, planMemory } from "../../src/cost/kinds/index.ts";
import type { StepCost } from "../../src/cost/step-model.ts";
import { hardwareSchema } from "../../src/profiles/hardware.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";
import { batchShape } from "./batches.ts";
import { engine, engineSamples, hardwareSample, model } from "./samples.ts";

const root = new URL("../../", import.meta.url);
const names = (folder: string) =>
  readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -5));
const parallel = { tensor: 8, pipeline: 1, data: 1 };

function price(input: Parameters<typeof createStepModel>[0]): void {
  const step = createStepModel(input);
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  for (const chunks of [[], [{ tokens: 2048, prior: 4096, last: true }]]) {
    step.step(batchShape([10, 2000, 50_000], chunks, step.windowTokens), cost);
    expect(cost.seconds).toBeGreaterThan(0);
    expect(cost.seconds).toBeLessThan(60);
    expect(cost.joules).toBeGreaterThan(0);
    expect(Number.isFinite(cost.joules)).toBe(true);
  }
  const plan = planMemory(input);
  expect(plan.weightBytesPerDevice).toBeGreaterThan(0);
  expect(plan.kvBytesPerToken).toBeGreaterThan(0);
  expect(plan.kvTokens > 0).toBe(plan.shortBytes === 0);
}

describe("every model", () => {
  it.each(names("models/"))("%s", (id) => {
    const shape = model(id);
    for (const engineId of engineSamples)
      price({
        hardware: hardwareSample("b200-sample"),
        model: shape,
        engine: engine(engineId),
        precision: {},
        parallel,
      });
  });
});

describe("every device priced by kernels", () => {
  it.each(names("hardware-profiles/"))("%s", (id) => {
    const file = `hardware-profiles/${id}.yaml`;
    const text = readFileSync(new URL(file, root), "utf8");
    if (!/^kind: (gpu|systolic)$/m.test(text)) return;
    const hardware = parseYaml(file, text, hardwareSchema);
    for (const weights of ["bf16", "fp8", "fp4", "int8", "int4"] as const)
      price({
        hardware,
        model: model("llama-3.1-70b"),
        engine: engine("vllm"),
        precision: { weights, kv: "fp8" },
        parallel,
      });
  });
});
