// A benchmark is one draw of its lengths and of when its users fall together. Drawn anew, its median TTFT moves by 1 to 1.5 %,
// whether it has 40 prompts or 640, for users that start together stay in each other's way; its throughput moves by 1 % with
// few users. The prediction is the mean over k such runs. The spread hardly depends on how long a run is and its price does,
// so k falls with the root of its prompts (Neyman's allocation); random arrivals spread more. One run where nothing is drawn.
import type { Workload } from "../workload/schema.ts";

const RUNS_OF_ONE_PROMPT = 80;
const FEWEST = 2;
const MOST = 8;

export function replicationsOf({ arrivals, lengths, requests = 1 }: Workload): number {
  if (arrivals.process === "poisson") return MOST;
  if (!Object.values(lengths ?? {}).some(isDrawn)) return 1;
  return Math.min(MOST, Math.max(FEWEST, Math.round(RUNS_OF_ONE_PROMPT / Math.sqrt(requests))));
}

const isDrawn = (length: object) => !("fixed" in length);
