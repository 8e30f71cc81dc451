// The instance with the least to do for this prompt: tokens it would have to compute, those queued before it, and
// the context its steps will read, as NVIDIA Dynamo's KV router adds them up (prefill blocks + active blocks). What is
// cached where it knows from the instances, `indexDelay` late. Ties go on in turn.
import type { RouterKind } from "./router.ts";

export const kvAware: RouterKind = {
  name: "kv-aware",
  create() {
    let last = -1;
    return {
      choose(request, instances) {
        const { length } = instances;
        let best = 0;
        let least = Number.POSITIVE_INFINITY;
        for (let offset = 1; offset <= length; offset++) {
          const index = (last + offset) % length;
          const instance = instances[index]!;
          const cached = request.blockHashes
            ? instance.knownCachedTokens(request.blockHashes, request.routedSeconds)
            : 0;
          const tokens = request.inputTokens - cached + instance.queuedTokens + instance.residentTokens;
          if (tokens < least) {
            least = tokens;
            best = index;
          }
        }
        last = best;
        return best;
      },
    };
  },
};
