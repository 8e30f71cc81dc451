// Instances in turn, in order of arrival.
import type { RouterKind } from "./router.ts";

export const roundRobin: RouterKind = {
  name: "round-robin",
  create() {
    let turn = 0;
    return {
      choose(_request, instances) {
        const chosen = turn;
        turn = turn + 1 === instances.length ? 0 : turn + 1;
        return chosen;
      },
    };
  },
};
