// Two instances at random, the less loaded of them (Mitzenmacher 2001); a tie goes to the first drawn.
import type { RouterKind } from "./router.ts";

export const powerOfTwo: RouterKind = {
  name: "power-of-two",
  create(random) {
    return {
      choose(_request, instances) {
        const { length } = instances;
        const first = Math.floor(random() * length);
        if (length === 1) return first;
        const second = (first + 1 + Math.floor(random() * (length - 1))) % length;
        return instances[second]!.outstanding < instances[first]!.outstanding ? second : first;
      },
    };
  },
};
