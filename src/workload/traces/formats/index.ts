// All trace formats, in the order in which a header is tried. A new one is a file here, its name in
// ./names.ts and a line below.
import type { TraceFormatReader } from "../format.ts";
import { aiperf } from "./aiperf.ts";
import { appliedCompute } from "./applied-compute.ts";
import { azure } from "./azure.ts";
import { blis } from "./blis.ts";
import { burstgpt } from "./burstgpt.ts";
import { forewatt } from "./forewatt.ts";
import { llmservingsim } from "./llmservingsim.ts";
import { mooncake } from "./mooncake.ts";
import { servegen } from "./servegen.ts";
import { splitwise } from "./splitwise.ts";
import { vidur } from "./vidur.ts";
import { vllmBench } from "./vllm-bench.ts";

export const formatReaders: readonly TraceFormatReader[] = [
  forewatt,
  azure,
  mooncake,
  burstgpt,
  vidur,
  splitwise,
  llmservingsim,
  vllmBench,
  aiperf,
  blis,
  servegen,
  appliedCompute,
];
