// Vidur traces (microsoft/vidur): CSV, seconds. Frontier adds sessions and hashes of 16-token blocks.
import { seconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

export const vidur: TraceFormatReader = {
  name: "vidur",
  variants: [
    {
      arrival: { column: "arrived_at", clock: seconds },
      inputTokens: "num_prefill_tokens",
      outputTokens: "num_decode_tokens",
      sessionId: "session_id",
      blockHashes: { column: "block_hash_ids", blockTokens: 16 },
    },
  ],
  note: "Vidur's length files have no arrivals: give an arrival process and lengths: { input: { empirical: { file, column } } }",
};
