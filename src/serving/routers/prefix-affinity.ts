// Where a prompt's beginning went before, it goes again: the router remembers to which instance it last sent each prompt
// block, and takes the instance of the deepest block it knows. It knows nothing of the caches themselves. An instance
// with over half more requests than the least loaded has, and at least two, is passed over for that one
// (as SGLang's router falls back from cache-aware to balanced).
import { leastLoaded } from "./least-loaded.ts";
import { fewestOf, type RouterKind } from "./router.ts";

/** Blocks remembered; the oldest tenth is forgotten beyond. */
const MOST_BLOCKS = 1_000_000;

export const prefixAffinity: RouterKind = {
  name: "prefix-affinity",
  create(random) {
    const fallback = leastLoaded.create(random);
    const sentTo = new Map<number, number>();
    return {
      choose(request, instances, fewestAfter = fewestOf(instances)) {
        const hashes = request.blockHashes ?? [];
        let known = -1;
        for (const hash of hashes) {
          const instance = sentTo.get(hash);
          if (instance === undefined) break;
          known = instance;
        }
        const fewest = instances[fewestAfter(-1)]!.outstanding;
        const balanced = known >= 0 && instances[known]!.outstanding <= Math.max(1.5 * fewest, fewest + 2);
        const chosen = balanced ? known : fallback.choose(request, instances, fewestAfter);
        for (const hash of hashes) sentTo.set(hash, chosen);
        if (sentTo.size > MOST_BLOCKS) {
          let left = MOST_BLOCKS / 10;
          for (const hash of sentTo.keys()) {
            if (left-- === 0) break;
            sentTo.delete(hash);
          }
        }
        return chosen;
      },
    };
  },
};
