// Demand paging of the KV cache inside the engine: a share of every sequence's pages is on the device, the rest in host
// memory; each decode step attends to selected tokens only and fetches those that are missing over the device's link,
// which the whole batch shares (physics: docs/guides/demand-paging.md).
//   stall = max(0, tokens fetched x bytes / bandwidth + layers x latency - overlap x time of the step without it)
// Prompt chunks read the part of their prior context that is not here, the same way. Every row of a sequence that verifies a
// draft selects for itself and misses the same share, as if it were a step of its own; all of them fetch together, once a
// layer. Sliding-window layers stay on the device whole.
import type { BatchShape, StepCost, StepModel } from "./step-model.ts";

export interface PagingModel {
  residentFraction: number;
  /** Most tokens a sequence attends to in a decode step. */
  selectedTokens: number;
  /** Share of the selected that is not on the device; more where the resident pages cannot even hold the selected. */
  missFraction: number;
  /** What a step reads of every token to select: share of the bytes of its key and value. */
  metadataFraction: number;
  /** Tokens that a sequence brings to a decode step: one, and its drafts. */
  rowsPerSequence: number;
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

export interface PagedStepModel extends StepModel {
  /** Steps without waiting for pages. */
  readonly base: StepModel;
  /** What `base` reads in a step of this shape, written into `out`; tokens selected, and those of them that are fetched. */
  attend(shape: BatchShape, out: BatchShape): Pick<Required<StepCost>, "selectedTokens" | "missedTokens">;
}

export function pagedStepModel(base: StepModel, paging: PagingModel): PagedStepModel {
  const { residentFraction, missFraction, metadataFraction, nativelySparse, rowsPerSequence } = paging;
  const windowed = !nativelySparse && Number.isFinite(base.windowTokens);
  const read = {} as BatchShape;
  const attended = { selectedTokens: 0, missedTokens: 0 };
  return {
    devices: base.devices,
    idleWatts: base.idleWatts,
    waitingWatts: base.waitingWatts,
    // A stall begins somewhere between two contexts: a maximum, not a line.
    decodeIsAffine: false,
    windowTokens: nativelySparse || windowed ? base.windowTokens : paging.selectedTokens,
    windowRestarts: windowed && base.windowRestarts,
    decode: (sequences) => base.decode(sequences),
    base,
    attend(shape, out) {
      Object.assign(out, shape);
      const context = shape.decodeContextTokens;
      // Beside sliding windows only the sum of contexts is known: exact where all are longer than what is selected.
      const selected = windowed
        ? Math.min(context, shape.decodeSequences * paging.selectedTokens)
        : shape.decodeWindowTokens;
      const unfit = selected > 0 ? 1 - (residentFraction * context) / selected : 0;
      const missedOfRow = selected * Math.max(missFraction, unfit);
      // No more than the host has.
      const missed = Math.max(
        missedOfRow,
        Math.min(rowsPerSequence * missedOfRow, (1 - residentFraction) * context),
      );
      // What a further row misses is new; the rest of what it selects the rows before have read.
      if (!nativelySparse)
        out.decodeContextTokens = Math.min(
          context,
          selected + missed - missedOfRow + metadataFraction * context,
        );
      attended.selectedTokens = rowsPerSequence * selected;
      attended.missedTokens = missed;
      return attended;
    },
    step(shape: BatchShape, out: StepCost) {
      const { selectedTokens, missedTokens } = this.attend(shape, read);
      base.step(read, out);
      const readBack = (1 - residentFraction) * shape.prefillPriorTokens;
      const wire =
        ((missedTokens + readBack) / paging.ranks) * (paging.bytesPerToken / paging.bytesPerSecond);
      const transfer = wire > 0 ? wire + paging.latencySeconds : 0;
      const stall = Math.max(0, transfer - paging.overlapFraction * out.seconds);
      if (stall > out.seconds) out.bound = "network";
      out.seconds += stall;
      out.joules += stall * base.waitingWatts;
      out.stallSeconds = stall;
      out.selectedTokens = selectedTokens;
      out.missedTokens = missedTokens;
    },
  };
}
