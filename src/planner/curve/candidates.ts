// The deployments a curve tries: one pool re-cut at a time into other layouts of the same devices, and all pools alike. The
// product of all layouts would be hundreds. An attention pool keeps its instances, because its ffn pool does.
import { placementProblems } from "../../cost/placement.ts";
import type { ModelProfile } from "../../profiles/model.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Deployment, Pool } from "../../scenario/schema.ts";
import { type Layout, layoutName, layoutsOf, tensorFits } from "./layouts.ts";

/** The stated deployment first. */
export function candidatesOf(
  { model, hardware }: ResolvedScenario,
  stated: Deployment,
  sweep: boolean,
): { deployment: Deployment; layout: string }[] {
  const layouts = stated.pools.map((pool): Layout[] => {
    const own = { instances: pool.instances, parallel: pool.parallel };
    const profile = hardware.get(pool.hardware)!;
    // Chips of a scheduled program lie as it was compiled.
    if (!sweep || pool.role === "ffn" || profile.kind !== "gpu") return [own];
    return pool.role === "attention" ? attentionLayouts(pool, model) : layoutsOf(pool, model, profile);
  });
  const own = layouts.map((each) => each[0]!);
  const choices: Layout[][] = [own];
  for (const [index, each] of layouts.entries())
    for (const layout of each.slice(1)) choices.push(own.with(index, layout));
  if (layouts.length > 1)
    for (const layout of layouts[0]!.slice(1)) {
      const alike = layouts.map((each) =>
        each.find(({ parallel }) => JSON.stringify(parallel) === JSON.stringify(layout.parallel)),
      );
      if (alike.every((each) => each !== undefined)) choices.push(alike);
    }
  return choices.map((choice) => ({
    deployment: {
      ...stated,
      pools: stated.pools.map((pool, index) => ({ ...pool, ...choice[index]! })),
    },
    layout: choice.map(layoutName).join(" + "),
  }));
}

/** Tensor ranks against data ranks within an instance. */
function attentionLayouts({ instances, parallel }: Pool, model: ModelProfile): Layout[] {
  const devices = parallel.tensor * parallel.data;
  const layouts: Layout[] = [{ instances, parallel }];
  for (let tensor = 1; tensor <= Math.min(16, devices); tensor *= 2) {
    const cut = { ...parallel, tensor, data: devices / tensor };
    if (devices % tensor !== 0 || tensor === parallel.tensor || !tensorFits(tensor, model)) continue;
    if (placementProblems(cut, model).length === 0) layouts.push({ instances, parallel: cut });
  }
  return layouts;
}
