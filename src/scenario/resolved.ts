// A scenario with every name looked up: what `simulate` takes. Made by `load.ts` from text; pure data and
// pull-functions, so it can be made in a browser as well.
import type { EngineProfile } from "../profiles/engine.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { TraceInput } from "../workload/traces/trace-input.ts";
import type { ScenarioFile } from "./schema.ts";

export type { TraceInput };

export interface ResolvedScenario {
  /** Shown in results: the title, else the file's base name. */
  name: string;
  file: ScenarioFile;
  model: ModelProfile;
  /** Models that classes and pools name, by that name. */
  models: ReadonlyMap<string, ModelProfile>;
  /** Models that draft for it, by the name a pool uses. */
  draftModels: ReadonlyMap<string, ModelProfile>;
  engine: EngineProfile;
  /** By the name a pool uses. */
  hardware: ReadonlyMap<string, HardwareProfile>;
  trace: TraceInput | undefined;
  /** Values of `empirical` length files, by `empiricalKey` of src/workload/lengths/empirical.ts. */
  empirical: ReadonlyMap<string, readonly number[]>;
}
