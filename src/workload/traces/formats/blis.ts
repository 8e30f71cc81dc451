// BLIS TraceV2 CSV (inference-sim/inference-sim), microseconds. Rows with an error message failed: skipped and counted.
import { microseconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

export const blis: TraceFormatReader = {
  name: "blis",
  variants: [
    {
      arrival: { column: "arrival_time_us", clock: microseconds },
      inputTokens: "input_tokens",
      outputTokens: "output_tokens",
      sessionId: "session_id",
      excluded: [
        {
          column: "error_message",
          reason: (error) => (error ? "failed request: it has an error message" : undefined),
        },
      ],
    },
  ],
};
