// Mooncake traces (kvcache-ai/Mooncake, FAST 2025): JSON lines, milliseconds, one hash per 512-token block; with what
// Dynamo and aiperf add for sessions: `session_id`, `delay` and `delay_ms`, and for agents `request_id`, `wait_for`,
// `tool_wait_ms`, `prefix_reset`. `branches`, `tool_events` and `text_input` are not replayed, which is said; nor is `created_time`.
// Qwen-Bailian traces use the same names with seconds and 16-token blocks; their `chat_id` tells them apart.
import { milliseconds, seconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

const lengths = { inputTokens: "input_length", outputTokens: "output_length" };
const sessions = {
  inputText: "text_input",
  unread: [
    {
      column: "branches",
      message:
        "is not replayed: what was generated besides the answer costs nothing here; give each branch a row with request_id and wait_for",
    },
    {
      column: "tool_events",
      message: "are not replayed: give the time that tools take as tool_wait_ms of the request after them",
    },
  ],
  sessionId: "session_id",
  requestId: "request_id",
  waitsFor: "wait_for",
  delays: ["delay_ms", "delay", "tool_wait_ms"].map((column) => ({ column, perSecond: 1e3 })),
  resets: "prefix_reset",
  blockHashes: { column: "hash_ids", blockTokens: 512 },
};

export const mooncake: TraceFormatReader = {
  name: "mooncake",
  variants: [
    { arrival: { column: "timestamp", clock: milliseconds }, ...lengths, ...sessions },
    {
      arrival: { column: "timestamp", clock: seconds },
      ...lengths,
      requestId: "chat_id",
      waitsFor: "parent_chat_id",
      delays: [],
      blockHashes: { column: "hash_ids", blockTokens: 16 },
      recognisedBy: ["chat_id", "timestamp", "input_length", "output_length"],
    },
    { ...lengths, ...sessions, recognisedBy: ["session_id", "input_length", "output_length"] },
    { ...lengths, ...sessions, recognisedBy: ["request_id", "input_length", "output_length"] },
  ],
};
