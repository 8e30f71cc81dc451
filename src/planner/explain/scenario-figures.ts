// Figures of the scenario itself that an answer leans on: what crossings take and how many drafts are accepted. Nobody has
// published them for most systems: a round trip that is not stated has the bracket of its default, all else 10 % down and up.
import { assumedRoundTrip as assumedAfd } from "../../scenario/build-afd.ts";
import { assumedRoundTrip as assumedDraft } from "../../scenario/build-drafter.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Deployment, Pool } from "../../scenario/schema.ts";
import type { SourcedFigure } from "./figures.ts";

const STEP = 0.1;

/** The scenario with a deployment in another's place. */
function withDeployment(scenario: ResolvedScenario, name: string, replacement: Deployment): ResolvedScenario {
  const deployments = { ...scenario.file.deployments, [name]: replacement };
  return { ...scenario, file: { ...scenario.file, deployments } };
}

const isSplit = ({ pools }: Deployment): boolean => pools.some(({ role }) => role === "ffn");

export function scenarioFigures(scenario: ResolvedScenario, name: string): SourcedFigure[] {
  const deployment = scenario.file.deployments[name]!;
  const path = `deployments.${name}`;
  const withPool = (index: number, pool: Pool) =>
    withDeployment(scenario, name, { ...deployment, pools: deployment.pools.with(index, pool) });
  const figures: SourcedFigure[] = [];
  if (isSplit(deployment))
    figures.push({
      path: `${path}.afd.roundTrip`,
      ...roundTrip(deployment.afd.roundTrip, assumedAfd),
      at: (roundTrip) =>
        withDeployment(scenario, name, { ...deployment, afd: { ...deployment.afd, roundTrip } }),
    });
  for (const [index, pool] of deployment.pools.entries()) {
    const { speculative } = pool;
    if (speculative === undefined) continue;
    const { acceptance, draft } = speculative;
    const own = `${path}.pools.${index}.speculative`;
    const chances = [acceptance].flat();
    const most = Math.max(...chances);
    if (most > 0)
      figures.push({
        path: `${own}.acceptance`,
        value: most,
        confidence: "assumed",
        source: "stated by the scenario",
        low: most * (1 - STEP),
        high: Math.min(1, most * (1 + STEP)),
        at: (value) => {
          const scaled = chances.map((chance) => (chance * value) / most);
          // One number is of all positions, a list of one is of the first.
          const changed = Array.isArray(acceptance) ? scaled : value;
          return withPool(index, { ...pool, speculative: { ...speculative, acceptance: changed } });
        },
      });
    if (draft !== undefined)
      figures.push({
        path: `${own}.draft.roundTrip`,
        ...roundTrip(draft.roundTrip, assumedDraft),
        at: (roundTrip) =>
          withPool(index, { ...pool, speculative: { ...speculative, draft: { ...draft, roundTrip } } }),
      });
  }
  return figures;
}

function roundTrip(
  stated: number | undefined,
  { value, low, high }: { value: number; low: number; high: number },
): Pick<SourcedFigure, "value" | "low" | "high" | "confidence" | "source"> {
  return stated === undefined
    ? { value, low, high, confidence: "assumed", source: "not published: facts/hardware.md 2.4" }
    : {
        value: stated,
        low: stated * (1 - STEP),
        high: stated * (1 + STEP),
        confidence: "assumed",
        source: "stated by the scenario",
      };
}

/** Every round trip between groups of devices that step together, `factor` times as long; undefined where there is none. */
export function withRoundTrips(
  scenario: ResolvedScenario,
  name: string,
  factor: number,
): ResolvedScenario | undefined {
  const own = (from: ResolvedScenario) =>
    scenarioFigures(from, name).filter(({ path }) => path.endsWith(".roundTrip"));
  const count = own(scenario).length;
  if (count === 0) return undefined;
  let changed = scenario;
  for (let index = 0; index < count; index++) {
    const { at, value } = own(changed)[index]!;
    changed = at(factor * value);
  }
  return changed;
}
