// BurstGPT (HPMLL/BurstGPT): CSV, seconds; newer copies add `Session ID` and `Elapsed time`. A request with no
// response tokens failed at the service: it is skipped and counted, not an error of the file.
import { seconds } from "../clocks.ts";
import { numberOf, type TraceFormatReader } from "../format.ts";

export const burstgpt: TraceFormatReader = {
  name: "burstgpt",
  variants: [
    {
      arrival: { column: "Timestamp", clock: seconds },
      inputTokens: "Request tokens",
      outputTokens: "Response tokens",
      sessionId: "Session ID",
      excluded: [
        {
          column: "Response tokens",
          reason: (tokens) => (numberOf(tokens) === 0 ? "failed request: no response tokens" : undefined),
        },
      ],
    },
  ],
};
