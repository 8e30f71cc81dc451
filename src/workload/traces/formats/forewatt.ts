// forewatt's own trace: CSV or JSON lines, seconds and tokens. Optional: the session, and hashes of the prompt's
// blocks of `hash_block_tokens` tokens each (default 512), in CSV as "11|22"; what a request waits for, and how long after:
// it needs no `arrival_seconds` then.
import { seconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

export const forewatt: TraceFormatReader = {
  name: "forewatt",
  variants: [
    {
      arrival: { column: "arrival_seconds", clock: seconds },
      inputTokens: "input_tokens",
      outputTokens: "output_tokens",
      sessionId: "session_id",
      requestId: "request_id",
      waitsFor: "wait_for",
      delays: [{ column: "delay_seconds", perSecond: 1 }],
      resets: "prefix_reset",
      blockHashes: { column: "block_hashes", blockTokens: 512, blockTokensColumn: "hash_block_tokens" },
    },
  ],
};
