// Systolic arrays with HBM: TPU, Trainium, Gaudi. Priced as a GPU, but a matrix product takes rows in tiles of its array, so
// a batch that does not fill one costs the arithmetic of a whole one. A torus between chips is treated as a switch.
// Nobody has published kernel tables of these chips: their efficiencies are assumptions and marked so in the profiles.
import type { HardwareOf } from "../../profiles/hardware.ts";
import { stepModelOf } from "../analytic-step-model.ts";
import { type CostInput, type Costing, createCosting } from "../costing.ts";
import type { MatrixRates } from "../device.ts";
import { breakDownStep } from "../step-breakdown.ts";
import { gpu } from "./gpu.ts";
import type { SiliconKind } from "./kind.ts";

function tiledCosting(input: CostInput<HardwareOf<"systolic">>): Costing {
  const costing = createCosting(input);
  const { device } = costing;
  const tileRows = device.ideal ? 1 : input.hardware.matrixUnit.rows;
  const tiled = (rates: MatrixRates): MatrixRates => ({ ...rates, tileRows });
  const attentionProjection = tiled(device.attentionProjection);
  const [ffn, experts, head] = [tiled(device.ffn), tiled(device.experts), tiled(device.head)];
  return { ...costing, device: { ...device, attentionProjection, ffn, experts, head } };
}

export const systolic: SiliconKind<HardwareOf<"systolic">> = {
  ...gpu,
  createStepModel: (input) => stepModelOf(tiledCosting(input)),
  breakDownStep: (input, shape) => breakDownStep(tiledCosting(input), shape),
};
