import { kvAware } from "./kv-aware.ts";
import { leastLoaded } from "./least-loaded.ts";
import { powerOfTwo } from "./power-of-two.ts";
import { prefixAffinity } from "./prefix-affinity.ts";
import { roundRobin } from "./round-robin.ts";
import type { RouterKind } from "./router.ts";

export const routers: Readonly<Record<RouterKind["name"], RouterKind>> = {
  [roundRobin.name]: roundRobin,
  [leastLoaded.name]: leastLoaded,
  [powerOfTwo.name]: powerOfTwo,
  [prefixAffinity.name]: prefixAffinity,
  [kvAware.name]: kvAware,
};
