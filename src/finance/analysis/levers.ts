// What each lever does: units simulated again, the same sessions asked in the tokens that they then take, orders decided again for
// the decision that the answer is about. Orders differ by what the solver leaves open, too: up to its gap is no effect.
import type { Highs } from "highs";
import { makeOffers } from "../offers.ts";
import { type Decided, decide, type PlanOutput } from "../plan.ts";
import type { ResolvedPlan } from "../resolved.ts";
import type { PlanFile } from "../schema.ts";
import { billedTokens } from "../session-tokens.ts";
import { operate } from "./operate.ts";
import { operatingOf } from "./operating.ts";
import type { Comparison, LeverEffect, LeverFigures } from "./result.ts";

export function* leverEffects(
  { plan, cases, sessionTokens, units, impossible }: PlanOutput,
  { strategy, decidedAtQuantile }: Comparison["leastRegret"],
  highs: Highs,
): Generator<{ doing: string; fraction: number }, LeverEffect[]> {
  const base = cases.find((each) => each.strategy === strategy && each.quantile === decidedAtQuantile)!;
  const planned = figuresOf(plan.file, base);
  const known = new Set(impossible.map((each) => JSON.stringify(each)));
  const effects: LeverEffect[] = [];
  for (const { lever, changes, plan: pulled } of plan.levers) {
    const fraction = (within: number) => (effects.length + within) / plan.levers.length;
    yield { doing: `lever ${lever}`, fraction: fraction(0) };
    const search = makeOffers(withSourcesOf(pulled, strategy), units);
    let step = search.next();
    for (; !step.done; step = search.next())
      yield { doing: `lever ${lever}`, fraction: fraction(step.value) };
    const tokens = [...step.value.sessionTokens].map(([planClass, each]) => {
      const before = billedTokens(sessionTokens.get(planClass)!);
      return { planClass, plannedTokens: before, pulledTokens: billedTokens(each) };
    });
    const asked = new Map(
      tokens.map(({ planClass, plannedTokens, pulledTokens }) => [
        planClass,
        base.asked.get(planClass)!.map((rate) => (rate * pulledTokens) / plannedTokens),
      ]),
    );
    const decided = decide(pulled, step.value.offers, strategy, asked, highs);
    effects.push({
      lever,
      changes,
      strategy,
      quantile: decidedAtQuantile,
      tokensPerSession: tokens.filter(({ plannedTokens, pulledTokens }) => plannedTokens !== pulledTokens),
      impossible: step.value.impossible.filter(
        (each) => !known.has(JSON.stringify(each)) && each.planClass !== "",
      ),
      planned,
      pulled: figuresOf(pulled.file, decided),
    });
  }
  return effects;
}

/** Only what the strategy may use is simulated again. */
function withSourcesOf(plan: ResolvedPlan, strategy: string): ResolvedPlan {
  const { sources, strategies, fleet } = plan.file;
  const used = new Set([...strategies[strategy]!.sources, ...fleet.map(({ source }) => source)]);
  const own = Object.fromEntries(Object.entries(sources).filter(([name]) => used.has(name)));
  return { ...plan, file: { ...plan.file, sources: own } };
}

function figuresOf(file: PlanFile, decided: Decided): LeverFigures {
  const { outcome, inServiceDevices } = operate(operatingOf(file, decided));
  const { demandTokens, unmetTokens, capexUsd, cashUsd, amortisedUsd, costUsd, carbonGrams } = outcome;
  return {
    demandTokens,
    unmetTokens,
    peakDevices: Math.max(...inServiceDevices),
    peakFacilityWatts: outcome.peakFacilityWatts,
    peakProvisionedWatts: outcome.peakProvisionedWatts,
    capexUsd,
    cashUsd,
    amortisedUsd,
    costUsd,
    carbonGrams,
    gapRatio: decided.procurement.gapRatio,
  };
}
