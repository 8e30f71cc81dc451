// One side of a claim under given assumptions: its Pareto front in the claim's metric, from the steady state of every layout
// and load. Costs that depend on no assumption that changed are remembered, so a box of hundreds of settings is quick.
import type { EngineProfile } from "../../profiles/engine.ts";
import type { HardwareProfile } from "../../profiles/hardware.ts";
import type { ProfileLibrary } from "../../profiles/library.ts";
import { buildDeployment } from "../../scenario/build-deployment.ts";
import { devicePrice } from "../../scenario/money.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { candidatesOf } from "../curve/candidates.ts";
import { loads } from "../curve/curve.ts";
import { onFront, paretoFront } from "../curve/pareto.ts";
import type { MeanRequest } from "../mean-steps.ts";
import { mostUsers, stallFractionAt, steadyState } from "../steady-state.ts";
import type { Claim, Values } from "./claim.ts";
import {
  dividesOnly,
  fixedTimesFactor,
  scaled,
  scenarioOf,
  touches,
  withFigures,
  withFixedTimes,
} from "./setting.ts";

interface RawPoint {
  tokensPerSecondPerUser: number;
  outputTokensPerSecond: number;
  itMeanWatts: number;
  /** Of a decode step: waiting for pages. */
  stallFraction: number;
}

interface RawSide {
  /** Read off the front at each interactivity that is looked at; none where it is out of reach. */
  best: Map<number, { amount: number; stallFraction: RawPoint["stallFraction"] }>;
  devicesByHardware: Map<string, number>;
  /** Tokens of context that fit for each one without paging; 1 where nothing is paged. */
  concurrencyRatio: number;
  /** Why none of its layouts can be; undefined where one can. */
  infeasible: string | undefined;
}

export class Sides {
  readonly #claim: Claim;
  readonly #profiles: ProfileLibrary;
  readonly #raw = new Map<string, RawSide>();
  readonly #scenarios = new Map<string, ResolvedScenario>();

  constructor(claim: Claim, profiles: ProfileLibrary) {
    this.#claim = claim;
    this.#profiles = profiles;
  }

  /** The claim's metric of a deployment at an interactivity; undefined where it is out of reach. */
  at(name: string, values: Values, tokensPerSecondPerUser: number): number | undefined {
    const { best, devicesByHardware } = this.#rawOf(name, values);
    const known = best.get(tokensPerSecondPerUser);
    return known === undefined ? undefined : known.amount / this.#divisor(name, values, devicesByHardware);
  }

  /** Waiting for pages, of a decode step, where it serves an interactivity best; undefined where it is out of reach. */
  stallFractionAt(name: string, values: Values, tokensPerSecondPerUser: number): number | undefined {
    return this.#rawOf(name, values).best.get(tokensPerSecondPerUser)?.stallFraction;
  }

  /** Of a token's KV: no longer on the device. */
  kvSavedFraction = (name: string, values: Values): number =>
    1 - 1 / this.#rawOf(name, values).concurrencyRatio;

  infeasible = (name: string, values: Values): string | undefined => this.#rawOf(name, values).infeasible;

  /** What the output counts against, the same at every load: a metric is the output, or output over its watts, by this. */
  #divisor(name: string, values: Values, devicesByHardware: RawSide["devicesByHardware"]): number {
    const { metric, assumptions } = this.#claim;
    if (metric === "output-per-rack") return 1;
    const scenario = this.#scenario(name, values);
    const { pue } = scenario.file.facility;
    const sum = (of: (hardware: HardwareProfile) => number) =>
      [...devicesByHardware].reduce(
        (total, [id, devices]) =>
          total + devices * of(withFigures(scenario.hardware.get(id)!, assumptions, values, dividesOnly)),
        0,
      );
    if (metric === "output-per-megawatt") return pue / 1e6;
    if (metric === "output-per-provisioned-megawatt")
      return (sum(({ power }) => power.provisionedPerDevice.value) * pue) / 1e6;
    if (metric === "output-per-device") return sum(() => 1);
    const [pool] = scenario.file.deployments[name]!.pools;
    const usdPerHour = sum(
      (hardware) => devicePrice(scenario.file, pool!, hardware) ?? Number.POSITIVE_INFINITY,
    );
    return usdPerHour / 3600;
  }

  #rawOf(name: string, values: Values): RawSide {
    const key = `${name} ${this.#relevant(name, values)}`;
    const known = this.#raw.get(key);
    if (known) return known;
    const scenario = this.#scenario(name, values);
    const request = this.#request(values);
    const points: RawPoint[] = [];
    const devicesByHardware = new Map<string, number>();
    let concurrencyRatio = 1;
    let infeasible: string | undefined;
    for (const { deployment } of candidatesOf(scenario, scenario.file.deployments[name]!, true)) {
      const built = buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
      if (!built.feasible) {
        infeasible ??= built.infeasible.reason;
        continue;
      }
      const { pools, link } = built;
      concurrencyRatio = Math.max(...pools.map((pool) => pool.concurrencyRatio));
      if (devicesByHardware.size === 0)
        for (const { pool, devices } of pools)
          devicesByHardware.set(pool.hardware, (devicesByHardware.get(pool.hardware) ?? 0) + devices);
      const { instances } = pools.find(({ pool }) => pool.role !== "prefill")!.config;
      for (const batch of loads(Math.floor(mostUsers(pools, request) / instances))) {
        const steady = steadyState(pools, request, batch * instances, link);
        const itMeanWatts = pools.reduce((watts, { hardware, devices, model, config }, index) => {
          const idleSeconds = Math.max(0, config.instances - steady.totals[index]!.busySeconds);
          const host = devices * hardware.power.hostPerDevice.value;
          return watts + steady.totals[index]!.joules + idleSeconds * model.idleWatts + host;
        }, 0);
        points.push({
          tokensPerSecondPerUser: 1 / steady.tpotSeconds,
          outputTokensPerSecond: steady.requestsPerSecond * request.outputTokens,
          itMeanWatts,
          stallFraction: stallFractionAt(pools, request, batch),
        });
      }
    }
    const feasible = devicesByHardware.size > 0;
    const raw = {
      best: this.#best(points),
      devicesByHardware,
      concurrencyRatio,
      infeasible: feasible ? undefined : infeasible,
    };
    this.#raw.set(key, raw);
    return raw;
  }

  #best(points: readonly RawPoint[]): RawSide["best"] {
    const { metric, levels, at } = this.#claim;
    const speed = (point: RawPoint) => point.tokensPerSecondPerUser;
    const amount = ({ outputTokensPerSecond, itMeanWatts }: RawPoint) =>
      metric === "output-per-megawatt" ? outputTokensPerSecond / itMeanWatts : outputTokensPerSecond;
    const front = paretoFront(points, speed, amount);
    const best: RawSide["best"] = new Map();
    if (front.length === 0) return best;
    for (const level of at === "best" ? levels : [...levels, at]) {
      const value = onFront(front, level, speed, amount);
      if (value === undefined) continue;
      const { stallFraction } = front.find((point) => speed(point) >= level)!;
      best.set(level, { amount: value, stallFraction });
    }
    return best;
  }

  #request(values: Values): MeanRequest {
    const request: MeanRequest = { ...this.#claim.request };
    for (const { path, applies } of this.#claim.assumptions)
      for (const applied of applies)
        if ("request" in applied) request[applied.request] = scaled(applied, values.get(path)!);
    const accepted = request.acceptedTokens ?? 1;
    // As many drafts as are accepted, rounded up: fewer could not yield that many, more are checked in vain.
    request.rowsPerSequence = accepted > 1 ? Math.ceil(accepted) + 1 : 1;
    return request;
  }

  /** The assumptions that change a step of this deployment, with their values. */
  #relevant(name: string, values: Values): string {
    return this.#claim.assumptions
      .filter(({ applies }) =>
        applies.some((applied) => !dividesOnly(applied) && touches(this.#claim, applied, name)),
      )
      .map(({ path }) => `${path}=${values.get(path)}`)
      .join(" ");
  }

  /** One object per setting: step models are remembered by it. */
  readonly #engines = new Map<number, EngineProfile>();

  #engine(engine: EngineProfile, values: Values): EngineProfile {
    const factor = fixedTimesFactor(this.#claim, values);
    if (factor === 1) return engine;
    const known = this.#engines.get(factor) ?? withFixedTimes(engine, factor);
    this.#engines.set(factor, known);
    return known;
  }

  #scenario(name: string, values: Values): ResolvedScenario {
    const key = `${name} ${this.#relevant(name, values)}`;
    const known = this.#scenarios.get(key);
    if (known) return known;
    const resolved = scenarioOf(this.#claim, name, values, this.#profiles);
    const hardware = new Map(
      [...resolved.hardware].map(([id, profile]) => [
        id,
        withFigures(profile, this.#claim.assumptions, values, (applied) => !dividesOnly(applied)),
      ]),
    );
    const made = { ...resolved, hardware, engine: this.#engine(resolved.engine, values) };
    this.#scenarios.set(key, made);
    return made;
  }
}
