// splitwise-sim traces (Mutinifni/splitwise-sim): CSV, seconds.
import { seconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

export const splitwise: TraceFormatReader = {
  name: "splitwise",
  variants: [
    {
      arrival: { column: "arrival_timestamp", clock: seconds },
      inputTokens: "prompt_size",
      outputTokens: "token_size",
    },
  ],
};
