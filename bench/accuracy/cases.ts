// Profiles by name, and layouts and precisions of measured rows, for the development checks of the physics.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type EngineProfile, engineSchema } from "../../src/profiles/engine.ts";
import { type HardwareProfile, hardwareSchema, type Precision } from "../../src/profiles/hardware.ts";
import { type ModelProfile, modelSchema } from "../../src/profiles/model.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";

export type Row = Record<string, string>;
interface Named {
  id: string;
  aliases: string[];
}

function load<T extends Named>(folder: string, schema: Parameters<typeof parseYaml>[2]): Map<string, T> {
  const byName = new Map<string, T>();
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    try {
      const profile = parseYaml(file, readFileSync(`${folder}/${file}`, "utf8"), schema) as T;
      for (const name of [profile.id, ...profile.aliases]) byName.set(name.toLowerCase(), profile);
    } catch (error) {
      console.error(String(error));
    }
  }
  return byName;
}

/** Everything that ships, from the working directory. */
export function profiles() {
  const models = load<ModelProfile>("models", modelSchema);
  return {
    hardware: load<HardwareProfile>("hardware-profiles", hardwareSchema),
    engines: load<EngineProfile>("engine-profiles", engineSchema),
    modelOf: (name: string): ModelProfile | undefined =>
      models.get(name.toLowerCase()) ?? models.get(name.toLowerCase().replace(/-(instruct|it|hf)$/, "")),
  };
}

export const precisionOf = (text: string): Precision | undefined =>
  /^(mx|nv)?fp4/.test(text)
    ? "fp4"
    : /^fp8/.test(text)
      ? "fp8"
      : /^(bf|fp)(loat)?16|^bfloat16/.test(text)
        ? "bf16"
        : /^int4/.test(text)
          ? "int4"
          : undefined;

export const number = (text: string | undefined, otherwise: number): number =>
  text && text !== "engine_default" ? Number(text) : otherwise;

/** Layout of a row: data parallelism only where the row says so and the devices allow it. */
export function layoutOf(row: Row, model: ModelProfile) {
  const gpus = number(row.gpus, 1);
  const tensor = number(row.tp, gpus);
  const pipeline = number(row.pp, 1);
  const data = Math.max(1, Math.round(gpus / tensor / pipeline));
  const expert = model.ffn.moe ? number(row.ep, 1) : 1;
  return { tensor, pipeline, data, expert: (tensor * data) % expert === 0 ? expert : 1 };
}
