// aiperf `profile_export.jsonl` (ai-dynamo/aiperf): one record per request, Unix nanoseconds. Warm-up, cancelled and
// failed requests are skipped and counted. Records stand in order of completion.
import { nanoseconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

export const aiperf: TraceFormatReader = {
  name: "aiperf",
  variants: [
    {
      arrival: { column: "metadata.request_start_ns", clock: nanoseconds },
      inputTokens: "metrics.input_sequence_length.value",
      outputTokens: "metrics.output_sequence_length.value",
      sessionId: "metadata.conversation_id",
      excluded: [
        { column: "error", reason: (error) => (error ? "failed request: it has an error" : undefined) },
        {
          column: "metadata.was_cancelled",
          reason: (cancelled) => (cancelled === true ? "cancelled request" : undefined),
        },
        {
          column: "metadata.benchmark_phase",
          reason: (phase) => (phase === "warmup" ? "warm-up request" : undefined),
        },
      ],
      recognisedBy: ["metadata.request_start_ns"],
    },
  ],
};
