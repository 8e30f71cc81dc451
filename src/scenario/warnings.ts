// What a run has to say besides its figures: nothing that was asked for and had no effect goes unmentioned.
import type { ContextPagingResult } from "../metrics/context-paging.ts";
import type { DeploymentMetrics } from "../metrics/result.ts";
import type { WorkloadSource } from "../workload/source.ts";
import { skippedWarning } from "../workload/traces/bad-rows.ts";
import type { BuiltPool } from "./build-pool.ts";
import { costOf, devicePrice } from "./money.ts";
import type { ResolvedScenario } from "./resolved.ts";

export function runWarnings(
  scenario: ResolvedScenario,
  name: string,
  pools: readonly BuiltPool[],
  source: WorkloadSource,
  { requests, pools: poolResults, contextPaging = [] }: DeploymentMetrics,
): string[] {
  const { file } = scenario;
  const said: (string | undefined)[] = pools.flatMap(({ notes }) => notes);
  if (source.skippedRows) said.push(skippedWarning(source.skippedRows));
  if (pools.some(({ pool }) => pool.kv.prefixCache !== false) && source.hashBlockTokens === 0)
    said.push("prefixCache: the workload has no block hashes, so no prompt shares a prefix and nothing hits");
  said.push(...cacheWarnings(name, scenario, pools));
  const { sessions, queries } = file.workload;
  const retained =
    queries?.retain ?? Object.values(sessions?.agents ?? {}).find(({ retain }) => retain)?.retain;
  const byPriority = pools.some(
    ({ pool: { kv } }) => typeof kv.prefixCache === "object" && kv.prefixCache.eviction === "priority",
  );
  if (byPriority && retained === undefined)
    said.push("eviction: priority: the workload says nothing of what to `retain`, so it is lru");
  for (const { pool, hardware } of pools) {
    if (devicePrice(file, pool, hardware) !== undefined) continue;
    const [what, key] =
      costOf(file, pool).basis === "rent" ? ["rent", "cost.perDevice"] : ["price", "cost.capex"];
    said.push(`no ${what} of ${hardware.id} is known: costs are left empty; state ${key}`);
  }
  for (const paging of contextPaging) said.push(...contextPagingWarnings(name, paging));
  for (const { name: pool, paging } of poolResults)
    if (paging?.thrashing)
      said.push(
        `${name}: pool ${pool} thrashes: it waits for pages ${(100 * paging.stallFraction).toFixed(0)} % of its busy time`,
      );
  if (requests.rejected > 0)
    said.push(
      `${name}: ${requests.rejected} of ${requests.arrived} requests rejected on arrival: longer than the context limit or the KV cache of an instance`,
    );
  if (requests.failed > 0)
    said.push(
      `${name}: ${requests.failed} of ${requests.arrived} requests failed: they outgrew the KV cache of an instance`,
    );
  return said.filter((warning) => warning !== undefined);
}

/** Caches that were described and stand idle. */
function* cacheWarnings(
  name: string,
  { file }: ResolvedScenario,
  pools: readonly BuiltPool[],
): Generator<string> {
  for (const { pool } of pools) {
    const { prefixCache, tiers } = pool.kv;
    if (tiers && typeof prefixCache === "object" && prefixCache.capacity === "unbounded")
      yield `${name}: pool ${pool.name}: kv.tiers hold nothing: a prefix cache of capacity: unbounded loses no block, and all instances share it`;
  }
  const { indexDelay, router } = file.deployments[name]!;
  if (indexDelay > 0 && router !== "kv-aware")
    yield `${name}: indexDelay has no effect: the router is ${router}, and only kv-aware asks what instances have cached`;
  else if (indexDelay > 0 && pools.every(({ pool }) => pool.instances === 1))
    yield `${name}: indexDelay has no effect: a pool of one instance has nothing to choose between`;
}

function* contextPagingWarnings(
  name: string,
  { role, thrashing, faultFraction, ...tokens }: ContextPagingResult,
): Generator<string> {
  const agent = `${name}: contextPaging of agent ${role}`;
  const percent = (ratio: number) => `${(100 * ratio).toFixed(0)} %`;
  if (thrashing) yield `${agent} thrashes: ${percent(faultFraction)} of what it evicts comes back`;
  if (tokens.savedTokens < 0)
    yield `${agent} costs more than it saves: ${percent(-tokens.savedTokens / tokens.billedWithoutTokens)} more tokens billed than without`;
  else if (tokens.savedComputedTokens < 0)
    yield `${agent} bills ${percent(tokens.savedTokens / tokens.billedWithoutTokens)} less, but has ${percent(-tokens.savedComputedTokens / tokens.computedWithoutTokens)} more computed than a prefix cache that loses nothing would leave without it`;
}
