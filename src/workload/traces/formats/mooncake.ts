// Mooncake traces (kvcache-ai/Mooncake, FAST 2025): JSON lines, milliseconds, one hash per 512-token block.
// Qwen-Bailian traces use the same names with seconds and 16-token blocks; their `chat_id` tells them apart.
import { milliseconds, seconds } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

const lengths = { inputTokens: "input_length", outputTokens: "output_length" };

export const mooncake: TraceFormatReader = {
  name: "mooncake",
  variants: [
    {
      arrival: { column: "timestamp", clock: milliseconds },
      ...lengths,
      sessionId: "session_id",
      blockHashes: { column: "hash_ids", blockTokens: 512 },
    },
    {
      arrival: { column: "timestamp", clock: seconds },
      ...lengths,
      sessionId: "chat_id",
      blockHashes: { column: "hash_ids", blockTokens: 16 },
      recognisedBy: ["chat_id", "timestamp", "input_length", "output_length"],
    },
  ],
};
