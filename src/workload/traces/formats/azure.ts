// Azure LLM inference traces 2023 and 2024 (Azure/AzurePublicDataset): CSV, UTC times with 7 digits of fraction.
// Also the APEX traces (microsoft/apex_plus), whose columns are the same but for a time offset in nanoseconds.
import { nanoseconds, utcDateTime } from "../clocks.ts";
import type { TraceFormatReader } from "../format.ts";

const lengths = { inputTokens: "ContextTokens", outputTokens: "GeneratedTokens" };

export const azure: TraceFormatReader = {
  name: "azure",
  variants: [
    { arrival: { column: "TIMESTAMP", clock: utcDateTime }, ...lengths },
    { arrival: { column: "StartTimeOffset_ns", clock: nanoseconds }, ...lengths },
    { arrival: { column: "StartTimeOffset", clock: nanoseconds }, ...lengths },
  ],
};
