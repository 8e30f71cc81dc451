// A plan with every name looked up: what the planner takes.
import type { Problem } from "../base/errors.ts";
import type { EngineProfile } from "../profiles/engine.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { LeverChanges } from "./levers.ts";
import type { MeasuredDemand } from "./measured-demand.ts";
import type { PlanFile } from "./schema.ts";

export interface ResolvedPlan {
  /** Shown in results: the title, else the file's base name. */
  name: string;
  file: PlanFile;
  /** By the names classes and sources use. */
  models: ReadonlyMap<string, ModelProfile>;
  engines: ReadonlyMap<string, EngineProfile>;
  hardware: ReadonlyMap<string, HardwareProfile>;
  /** Of classes whose tokens are a measured series or a forecast of one. */
  forecasts: ReadonlyMap<string, MeasuredDemand>;
  /** What a reader of the plan should know of its inputs, each where it stands. */
  warnings: readonly Problem[];
  /** The same plan with other classes, by lever; their own are none. */
  levers: readonly { lever: string; changes: LeverChanges; plan: ResolvedPlan }[];
}
