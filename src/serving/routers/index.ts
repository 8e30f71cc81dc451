import { leastLoaded } from "./least-loaded.ts";
import { powerOfTwo } from "./power-of-two.ts";
import { roundRobin } from "./round-robin.ts";
import type { RouterKind } from "./router.ts";

export const routers: Readonly<Record<RouterKind["name"], RouterKind>> = {
  [roundRobin.name]: roundRobin,
  [leastLoaded.name]: leastLoaded,
  [powerOfTwo.name]: powerOfTwo,
};
