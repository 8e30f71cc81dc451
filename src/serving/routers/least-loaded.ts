// The instance with the fewest outstanding requests; ties go to the next one after the last chosen, so that equal
// load spreads evenly instead of piling up on instance 0.
import type { RouterKind } from "./router.ts";

export const leastLoaded: RouterKind = {
  name: "least-loaded",
  create() {
    let last = -1;
    return {
      choose(_request, instances) {
        const { length } = instances;
        let best = -1;
        let fewest = Number.POSITIVE_INFINITY;
        for (let offset = 1; offset <= length; offset++) {
          const index = last + offset < length ? last + offset : last + offset - length;
          const { outstanding } = instances[index]!;
          if (outstanding < fewest) {
            fewest = outstanding;
            best = index;
            if (outstanding === 0) break;
          }
        }
        last = best;
        return best;
      },
    };
  },
};
