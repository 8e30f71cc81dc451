import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FewestOutstanding } from "../../src/serving/routers/fewest-outstanding.ts";
import { fewestOf, type InstanceLoad } from "../../src/serving/routers/router.ts";

const idle = (): InstanceLoad & { outstanding: number } => ({
  outstanding: 0,
  queuedTokens: 0,
  residentTokens: 0,
  knownCachedTokens: () => 0,
});

describe("the instance with the fewest outstanding requests", () => {
  it("the tournament chooses what looking at each chooses, whatever comes and goes", () => {
    const change = fc.record({ place: fc.nat(), outstanding: fc.nat(3), last: fc.nat() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.array(change, { maxLength: 200 }), (count, changes) => {
        const instances = Array.from({ length: count }, idle);
        const tournament = new FewestOutstanding(count);
        const scan = fewestOf(instances);
        expect(tournament.after(-1)).toBe(0);
        for (const { place, outstanding, last } of changes) {
          instances[place % count]!.outstanding = outstanding;
          tournament.set(place % count, outstanding);
          expect(tournament.after((last % (count + 1)) - 1)).toBe(scan((last % (count + 1)) - 1));
        }
      }),
    );
  });
});
