// LLMServingSim (casys-kaist): JSON lines. Workloads carry nanoseconds from the start, measured vLLM replays carry
// Unix seconds. A session is one line with its requests; the tool of one runs before the next.
import { nanoseconds, seconds } from "../clocks.ts";
import type { TraceFormatReader, TraceVariant } from "../format.ts";

const lengths = { inputTokens: "input_toks", outputTokens: "output_toks" };

const sessions: Pick<TraceVariant, "sessionId" | "delays" | "expand"> = {
  sessionId: "session_id",
  delays: [{ column: "tool_duration_ns", perSecond: 1e9 }],
  expand(value) {
    const { session_id, arrival_time_ns, sub_requests } = value as Record<string, unknown>;
    if (!Array.isArray(sub_requests) || sub_requests.length === 0)
      return { column: "sub_requests", message: "expected a list of requests" };
    return sub_requests.map((request, i) => ({
      ...request,
      session_id,
      arrival_time_ns: i === 0 ? arrival_time_ns : undefined,
      tool_duration_ns: i === 0 ? undefined : sub_requests[i - 1]?.tool_duration_ns,
    }));
  },
};

export const llmservingsim: TraceFormatReader = {
  name: "llmservingsim",
  variants: [
    { arrival: { column: "arrival_time_ns", clock: nanoseconds }, ...lengths },
    { arrival: { column: "arrival_time", clock: seconds }, ...lengths },
    {
      arrival: { column: "arrival_time_ns", clock: nanoseconds },
      ...lengths,
      ...sessions,
      recognisedBy: ["session_id", "sub_requests", "arrival_time_ns"],
    },
    { ...lengths, ...sessions, recognisedBy: ["session_id", "sub_requests"] },
  ],
};
