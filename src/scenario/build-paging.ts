// From `kv.paging` of a pool to a step model that fetches and to how many KV blocks the same memory now stands for.

import { InputError } from "../base/errors.ts";
import type { MemoryPlan } from "../cost/memory-plan.ts";
import { type PagedStepModel, pagedStepModel } from "../cost/paged-step-model.ts";
import type { StepModel } from "../cost/step-model.ts";
import type { PoolTotals } from "../metrics/recorder.ts";
import type { PagingResult } from "../metrics/result.ts";
import type { ModelProfile } from "../profiles/model.ts";
import { attentionLayerCounts, indexBytesPerToken } from "../profiles/model-shape.ts";
import { interpolate, type Paging } from "./paging-schema.ts";
import type { Pool } from "./schema.ts";

export interface PagedPool {
  model: PagedStepModel;
  blocks: number;
  /** Charged once per sequence, in these blocks: what is not paged. */
  blocksPerSequence: number;
}

export function missFractionOf({ misses, resident }: Paging): number {
  if (misses === "uniform") return 1 - resident;
  return typeof misses === "number" ? misses : interpolate(misses.curve, "misses", resident);
}

export function pagedPool(
  pool: Pool,
  paging: Paging,
  built: { base: StepModel; memory: MemoryPlan; profile: ModelProfile; blocks: number; blockTokens: number },
): PagedPool {
  const { base, memory, profile, blocks, blockTokens } = built;
  const nativelySparse = profile.attention.kind === "mla" && profile.attention.sparseTokens !== undefined;
  if (profile.attention.kind === "gqa" && profile.attention.compression !== undefined)
    throw InputError.of(
      "",
      "kv.paging",
      `${profile.id} keeps compressed entries of its context and attends to those: paging them is not modelled`,
    );
  if (nativelySparse && paging.selectedTokens !== base.windowTokens)
    throw InputError.of(
      "",
      "kv.paging.selectedTokens",
      `${profile.id} selects ${base.windowTokens} tokens by itself: expected that, got ${paging.selectedTokens}`,
    );
  // What selecting reads stays on the device: the index of a sparse model, else the smallest and largest key of each page.
  const metadataFraction = nativelySparse
    ? indexBytesPerToken(profile) / memory.kvTransferBytesPerToken
    : 1 / paging.pageTokens;
  const pagedFraction = nativelySparse ? 1 - metadataFraction : 1;
  const onDevice = Math.min(1, metadataFraction + paging.resident * pagedFraction);
  const perHostToken = (1 - paging.resident) * pagedFraction * memory.kvTransferBytesPerToken;
  const hostTokens =
    perHostToken > 0 ? (paging.capacity ?? Number.POSITIVE_INFINITY) / perHostToken : Infinity;
  const paged = Math.floor(Math.min(blocks / onDevice, hostTokens / blockTokens));
  const model = pagedStepModel(base, {
    residentFraction: paging.resident,
    selectedTokens: paging.selectedTokens,
    missFraction: missFractionOf(paging),
    metadataFraction,
    nativelySparse,
    rowsPerSequence: 1 + (pool.speculative?.draftTokens ?? 0),
    bytesPerToken: memory.kvBytesPerToken * pagedFraction,
    ranks: pool.parallel.data,
    bytesPerSecond: paging.link,
    latencySeconds: attentionLayerCounts(profile).full * paging.faultLatency,
    overlapFraction: paging.overlap,
  });
  return {
    model,
    blocks: paged,
    blocksPerSequence:
      memory.bytesPerSequence > 0
        ? Math.ceil(memory.bytesPerSequence / (memory.kvBytesPerToken * blockTokens * onDevice))
        : 0,
  };
}

/** What paging did over a run. */
export function pagingResult(
  { concurrencyRatio }: { concurrencyRatio: number },
  { resident, pageTokens, thrashAbove, accuracyLoss }: Paging,
  totals: PoolTotals,
): PagingResult {
  const { steps, selectedTokens, missedTokens, stallSeconds, decodeTokens } = totals;
  const missFraction = selectedTokens > 0 ? missedTokens / selectedTokens : 0;
  const { busySeconds } = totals.run;
  const stallFraction = busySeconds > 0 ? stallSeconds / busySeconds : 0;
  return {
    residentFraction: resident,
    missFraction,
    faultsPerToken: decodeTokens > 0 ? missedTokens / pageTokens / decodeTokens : 0,
    stallSecondsPerStep: steps > 0 ? stallSeconds / steps : 0,
    stallFraction,
    concurrencyRatio,
    thrashing: stallFraction > thrashAbove,
    accuracyLossFraction:
      accuracyLoss === "unknown" ? null : interpolate(accuracyLoss.curve, "loss", resident),
  };
}
