// What values of its assumptions make of one deployment of a claim: the scenario, with the figures of its hardware and the
// engine's fixed times as they say. A value that cannot be is told with the path of the assumption that states it.
import { stringify } from "yaml";
import { InputError } from "../../base/errors.ts";
import type { EngineProfile } from "../../profiles/engine.ts";
import type { HardwareProfile } from "../../profiles/hardware.ts";
import type { ProfileLibrary } from "../../profiles/library.ts";
import { loadScenario } from "../../scenario/load.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Assumption, Claim, Target, Values } from "./claim.ts";

/** A figure that divides the result and changes no step: provisioned power and prices. */
export const dividesOnly = (applied: Target): boolean =>
  "hardware" in applied && /^(power\.provisionedPerDevice|price\.)/.test(applied.figure);

/** Whether what is applied changes anything of a deployment. */
export function touches(claim: Claim, applied: Target, name: string): boolean {
  if ("request" in applied || "engineTimes" in applied) return true;
  if ("scenario" in applied)
    return applied.only
      ? applied.only.includes(name)
      : !applied.scenario.startsWith("deployments.") || applied.scenario.startsWith(`deployments.${name}.`);
  const { deployments } = claim.scenario as {
    deployments: Record<string, { pools: { hardware: string }[] }>;
  };
  return deployments[name]!.pools.some(({ hardware }) => hardware === applied.hardware);
}

/** The product of the factors on the engine's fixed times. */
export function fixedTimesFactor({ assumptions }: Claim, values: Values): number {
  let factor = 1;
  for (const { path, applies } of assumptions)
    for (const applied of applies) if ("engineTimes" in applied) factor *= scaled(applied, values.get(path)!);
  return factor;
}

/** A deployment of the claim alone, under a load that nobody looks at. */
export function scenarioOf(
  claim: Claim,
  name: string,
  values: Values,
  profiles: ProfileLibrary,
): ResolvedScenario {
  const { scenario, sides, request, assumptions } = claim;
  const deployments = scenario.deployments as Record<string, unknown>;
  const text = stringify({
    schema: "forewatt.scenario/1",
    ...scenario,
    deployments: { [name]: deployments[name] },
    workload: {
      arrivals: { process: "closed-loop", users: 1 },
      lengths: {
        input: { fixed: request.inputTokens },
        output: { fixed: request.outputTokens },
      },
      requests: 1,
    },
  });
  const files = {
    locate: (path: string) => ({ refused: path }),
    readText: () => text,
    chunks: () => [],
  };
  const overrides = assumptions.flatMap((assumption) =>
    assumption.applies.flatMap((applied) =>
      "scenario" in applied && touches(claim, applied, name)
        ? [{ assumption, text: `${applied.scenario}=${setting(applied, values.get(assumption.path)!)}` }]
        : [],
    ),
  );
  const set = [...(sides[name]?.set ?? []), ...overrides.map((each) => each.text)];
  try {
    return loadScenario(`claims/${claim.name}.yaml`, files, profiles, { set }).scenario;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      error.problems.map((problem) => {
        const made = overrides.find((each) => problem.file === `--set ${each.text}`);
        if (made === undefined) return problem;
        const { path, unit } = made.assumption;
        return {
          ...problem,
          file: `--set ${path}=${inUnit(values.get(path)!, unit)}`,
          path,
          message: `${problem.message} (for ${problem.path})`,
        };
      }),
    );
  }
}

/** A value as `--set` takes it. */
export const inUnit = (value: number, unit: string): string =>
  unit === "1" ? `${value}` : `${value} ${unit}`;

export function withFixedTimes(engine: EngineProfile, factor: number): EngineProfile {
  const { kernels, collectives, host } = engine;
  const times = (seconds: number) => factor * seconds;
  const fabric = (constants: EngineProfile["collectives"]["switched"]) => ({
    ...constants,
    fixed: times(constants.fixed),
    perRank: times(constants.perRank),
    twoShot: times(constants.twoShot),
  });
  const { bf16, fp8, fp4, int8, int4 } = kernels.gemmFixed;
  return {
    ...engine,
    host: { ...host, stepFixed: times(host.stepFixed) },
    kernels: {
      ...kernels,
      gemmFixed: {
        bf16: times(bf16),
        fp8: times(fp8),
        fp4: times(fp4),
        int8: times(int8),
        int4: times(int4),
      },
      attentionFixed: times(kernels.attentionFixed),
      mlaFixed: times(kernels.mlaFixed),
      elementwiseFixed: times(kernels.elementwiseFixed),
      moeFixed: times(kernels.moeFixed),
    },
    collectives: {
      ...collectives,
      switched: fabric(collectives.switched),
      bus: fabric(collectives.bus),
      network: fabric(collectives.network),
      allToAllFixed: times(collectives.allToAllFixed),
    },
  };
}

export const scaled = ({ factor, offset }: { factor: number; offset: number }, value: number): number =>
  offset + factor * value;

function setting(applied: Extract<Target, { scenario: string }>, value: number): string {
  const chosen = applied.choose?.[String(value)];
  if (chosen !== undefined) return chosen;
  return applied.unit === undefined
    ? String(scaled(applied, value))
    : `${scaled(applied, value)} ${applied.unit}`;
}

/** The profile with the figures that assumptions state, of those that `which` picks; itself where there are none. */
export function withFigures(
  profile: HardwareProfile,
  assumptions: readonly Assumption[],
  values: Values,
  which: (applied: Target) => boolean,
): HardwareProfile {
  let changed = profile;
  for (const { path, applies } of assumptions)
    for (const applied of applies)
      if ("hardware" in applied && applied.hardware === profile.id && which(applied))
        changed = withFigure(changed, applied.figure.split("."), scaled(applied, values.get(path)!));
  return changed;
}

function withFigure<T extends object>(node: T, [key, ...rest]: readonly string[], value: number): T {
  if (key === undefined) return { ...node, value };
  const child = (node as Record<string, unknown>)[key];
  if (child === null || typeof child !== "object")
    throw new Error(`no figure "${key}" in a hardware profile that a claim names`);
  return { ...node, [key]: withFigure(child, rest, value) };
}
