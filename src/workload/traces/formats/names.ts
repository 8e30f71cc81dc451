/** Formats by name, in the order in which a header is tried. */
export const traceFormats = [
  "forewatt",
  "azure",
  "mooncake",
  "burstgpt",
  "vidur",
  "splitwise",
  "llmservingsim",
  "vllm-bench",
  "aiperf",
  "blis",
  "servegen",
  "applied-compute",
] as const;
export type TraceFormat = (typeof traceFormats)[number];
