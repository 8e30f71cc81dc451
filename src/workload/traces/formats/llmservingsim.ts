// LLMServingSim (casys-kaist): JSON lines. Workloads carry nanoseconds from the start, measured vLLM replays carry
// Unix seconds.
import { nanoseconds, seconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

const lengths = { inputTokens: "input_toks", outputTokens: "output_toks" };

export const llmservingsim: TraceFormatReader = {
  name: "llmservingsim",
  variants: [
    { arrival: { column: "arrival_time_ns", clock: nanoseconds }, ...lengths },
    { arrival: { column: "arrival_time", clock: seconds }, ...lengths },
  ],
  note: "sessions with sub_requests are not supported",
};
