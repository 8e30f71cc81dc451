// From a deployment in a scenario to a configured serving system: its pools, and what joins them. A deployment that cannot exist is
// an answer: Infeasible with the bytes short.
import type { CostInput } from "../cost/costing.ts";
import type { Infeasible } from "../metrics/result.ts";
import { calibrationConstants } from "../profiles/calibration.ts";
import type { PoolConfig } from "../serving/routed-pool.ts";
import type { SharingConfig } from "../serving/shared/sharing-config.ts";
import type { LinkConfig } from "../serving/transfer.ts";
import { afdAssumptions, afdModel } from "./build-afd.ts";
import { buildLink } from "./build-link.ts";
import { type BuildOptions, type BuiltPool, buildPool } from "./build-pool.ts";
import { buildSharedPool, sharingOf } from "./build-sharing.ts";
import { speculativeModel } from "./build-speculative.ts";
import { calibrationKey } from "./calibration-key.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Deployment, PlacedPool } from "./schema.ts";
import { sharedStepModel } from "./shared-step-models.ts";
import { whatDoesNotFit } from "./what-does-not-fit.ts";

export type BuiltDeployment =
  | {
      feasible: true;
      pools: BuiltPool[];
      entry: PoolConfig;
      /** In place of `entry` where the pools name their models. */
      sharing: SharingConfig | undefined;
      decode: PoolConfig | undefined;
      link: LinkConfig | undefined;
      maxContextTokens: number;
      /** Of the host, before a request can be scheduled; and per prompt token. */
      requestLatencySeconds: number;
      requestSecondsPerToken: number;
    }
  | { feasible: false; infeasible: Infeasible };

export function buildDeployment(
  scenario: ResolvedScenario,
  deployment: Deployment,
  options: BuildOptions,
): BuiltDeployment {
  const pools = buildPools(scenario, deployment, options);
  const sharing = sharingOf(scenario, pools);
  const infeasible = whatDoesNotFit(pools);
  if (infeasible) return { feasible: false, infeasible };
  const ofRole = (...roles: PlacedPool["role"][]) => pools.find(({ pool }) => roles.includes(pool.role));
  const prefill = ofRole("prefill");
  const entry = prefill ?? ofRole("mixed", "attention")!;
  const decode = prefill && ofRole("decode", "attention");
  const contexts = pools.map(({ pool }) =>
    pool.maxContext === "unlimited"
      ? Number.POSITIVE_INFINITY
      : (pool.maxContext ?? scenario.model.maxContextTokens),
  );
  const { calibration, host } = scenario.engine;
  const slower = calibrationConstants(calibration, calibrationKey(scenario, entry.pool))?.requestScale ?? 1;
  return {
    feasible: true,
    requestLatencySeconds: slower * host.requestLatency,
    requestSecondsPerToken: slower * host.requestPerToken,
    pools,
    entry: entry.config,
    sharing,
    decode: decode?.config,
    link: decode && buildLink(scenario, deployment, entry, decode),
    // Several models have a limit each.
    maxContextTokens: sharing ? Number.POSITIVE_INFINITY : Math.min(...contexts),
  };
}

/**
 * In the order of the file, a drafter behind the pool it drafts for. An attention and an ffn pool are one serving pool, so are a
 * pool and its drafter: two entries with one configuration.
 */
function buildPools(scenario: ResolvedScenario, deployment: Deployment, options: BuildOptions): BuiltPool[] {
  const pools = deployment.pools.flatMap((pool) =>
    pool.models
      ? buildSharedPool(
          scenario,
          pool,
          (own, its, aside) => buildPool(own, deployment, its, options, aside)[0]!,
        )
      : buildPool(scenario, deployment, pool, options),
  );
  const attention = pools.find(({ pool }) => pool.role === "attention");
  const ffn = pools.find(({ pool }) => pool.role === "ffn");
  if (!attention || !ffn) return pools;
  const [attending, feeding] = [attention.parts[0]!, ffn.parts[0]!];
  const head: CostInput = { ...attending, part: "head" };
  attention.parts.push(feeding, head);
  attention.besides = attention.pool.speculative ? "drafts and crossings" : "crossings";
  const { engine, model } = scenario;
  attention.config.instance.model = speculativeModel(
    attention.pool,
    engine,
    model.layers,
    (rows, by, part) => {
      const of = (input: CostInput) => sharedStepModel({ ...input, engine: by, rowsPerSequence: rows });
      if (part === "head") return of(head);
      const sides = {
        attention: { hardware: attending.hardware, model: of(attending) },
        ffn: { hardware: feeding.hardware, model: of(feeding) },
      };
      return afdModel(scenario, deployment, { ...sides, head: of(head), rowsPerSequence: rows });
    },
  );
  attention.assumptions.push(...afdAssumptions(scenario, deployment));
  ffn.config = attention.config;
  return pools;
}
