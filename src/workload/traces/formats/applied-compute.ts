// applied_compute_agentic (ai-dynamo/aiperf): one line is an agent's session without a time: a prompt, then per turn what the
// assistant says, what the tool returns and how long that takes, in seconds, and a last response. Each request repeats
// all before it.
import { numberOf, type RecordFault, type TraceFormatReader } from "../format.ts";

const lists = ["assistant_response_length", "tool_call_output_length", "tool_call_latency"] as const;

export const appliedCompute: TraceFormatReader = {
  name: "applied-compute",
  variants: [
    {
      inputTokens: "input_prompt_length",
      outputTokens: "assistant_response_length",
      sessionId: "session_id",
      delays: [{ column: "tool_call_latency", perSecond: 1 }],
      recognisedBy: ["input_prompt_length", "final_assistant_response_length", ...lists],
      expand,
    },
  ],
};

function expand(value: unknown, session_id: string): Record<string, unknown>[] | RecordFault {
  const session = value as Record<string, unknown>;
  for (const column of lists) {
    const list = session[column];
    if (!Array.isArray(list)) return { column, message: "expected a list, one entry per tool call" };
    const wrong = list.findIndex((each) => !(numberOf(each) >= 0 && Number.isFinite(numberOf(each))));
    if (wrong >= 0)
      return {
        column: `${column}[${wrong}]`,
        message: `expected a number, finite and not negative, got ${JSON.stringify(list[wrong])}`,
      };
  }
  const [responses, returned, latencies] = lists.map((column) =>
    (session[column] as unknown[]).map(numberOf),
  ) as [number[], number[], number[]];
  if (returned.length !== responses.length || latencies.length !== responses.length)
    return {
      column: "tool_call_output_length",
      message: `lists of different lengths: ${responses.length} responses, ${returned.length} outputs, ${latencies.length} latencies`,
    };
  const turns = session.num_turns;
  // Some count the last response as a turn, some do not.
  if (turns !== undefined && turns !== responses.length && turns !== responses.length + 1)
    return { column: "num_turns", message: `${turns} turns, but ${responses.length} tool calls` };
  const requests: Record<string, unknown>[] = [];
  let prompt = numberOf(session.input_prompt_length);
  for (let turn = 0; turn <= responses.length; turn++) {
    const last = turn === responses.length;
    requests.push({
      session_id,
      input_prompt_length: prompt,
      assistant_response_length: last ? session.final_assistant_response_length : responses[turn],
      tool_call_latency: turn === 0 ? undefined : latencies[turn - 1],
    });
    if (!last) prompt += responses[turn]! + returned[turn]!;
  }
  return requests;
}
