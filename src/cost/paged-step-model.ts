// Demand paging of the KV cache inside the engine: a share of every sequence's pages is on the device, the rest in host
// memory; each decode step attends to selected tokens only and fetches those that are missing over the device's link,
// which the whole batch shares (physics: docs/guides/demand-paging.md).
//   stall = max(0, tokens fetched x bytes / bandwidth + layers x latency - overlap x time of the step without it)
// Prompt chunks read the part of their prior context that is not here, the same way.
import type { BatchShape, StepCost, StepModel } from "./step-model.ts";

export interface PagingModel {
  residentFraction: number;
  /** Most tokens a sequence attends to in a decode step. */
  selectedTokens: number;
  /** Share of the selected that is not on the device; more where the resident pages cannot even hold the selected. */
  missFraction: number;
  /** What a step reads of every token to select: share of the bytes of its key and value. */
  metadataFraction: number;
  /** The model selects by itself (DSA): its own cost model reads only the selected. */
  nativelySparse: boolean;
  /** Bytes of a token's KV on one device, of tokens spread over `ranks` ranks. */
  bytesPerToken: number;
  ranks: number;
  /** Of one device's link to host memory. */
  bytesPerSecond: number;
  /** Of the fetches of a whole step: layers times latency. */
  latencySeconds: number;
  overlapFraction: number;
}

export function pagedStepModel(base: StepModel, paging: PagingModel): StepModel {
  const { residentFraction, missFraction, metadataFraction, nativelySparse } = paging;
  const read = {} as BatchShape;
  return {
    devices: base.devices,
    idleWatts: base.idleWatts,
    waitingWatts: base.waitingWatts,
    // A stall begins somewhere between two contexts: a maximum, not a line.
    decodeIsAffine: false,
    windowTokens: nativelySparse ? base.windowTokens : paging.selectedTokens,
    decode: (sequences) => base.decode(sequences),
    step(shape: BatchShape, out: StepCost) {
      Object.assign(read, shape);
      const selected = shape.decodeWindowTokens;
      const context = shape.decodeContextTokens;
      if (!nativelySparse)
        read.decodeContextTokens = Math.min(context, selected + metadataFraction * context);
      base.step(read, out);
      const unfit = selected > 0 ? 1 - (residentFraction * context) / selected : 0;
      const missed = selected * Math.max(missFraction, unfit);
      const readBack = (1 - residentFraction) * shape.prefillPriorTokens;
      const wire = ((missed + readBack) / paging.ranks) * (paging.bytesPerToken / paging.bytesPerSecond);
      const transfer = wire > 0 ? wire + paging.latencySeconds : 0;
      const stall = Math.max(0, transfer - paging.overlapFraction * out.seconds);
      if (stall > out.seconds) out.bound = "network";
      out.seconds += stall;
      out.joules += stall * base.waitingWatts;
      out.stallSeconds = stall;
      out.selectedTokens = selected;
      out.missedTokens = missed;
    },
  };
}
