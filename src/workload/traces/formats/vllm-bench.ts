// Result file of `vllm bench serve --save-detailed`: one JSON object of columns; start times in seconds of a
// monotonic clock. Requests with an error text or no output failed: skipped and counted.
import { seconds } from "../clocks.ts";
import { numberOf, type TraceFormatReader } from "../format.ts";

export const vllmBench: TraceFormatReader = {
  name: "vllm-bench",
  variants: [
    {
      arrival: { column: "start_times", clock: seconds },
      inputTokens: "input_lens",
      outputTokens: "output_lens",
      columnar: true,
      excluded: [
        { column: "errors", reason: (error) => (error ? "failed request: it has an error text" : undefined) },
        {
          column: "output_lens",
          reason: (tokens) => (numberOf(tokens) === 0 ? "failed request: no output tokens" : undefined),
        },
      ],
    },
  ],
  note: "start_times, input_lens and output_lens are written by `vllm bench serve --save-detailed`",
};
