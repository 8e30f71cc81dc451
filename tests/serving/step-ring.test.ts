import fc from "fast-check";
import { expect, it } from "vitest";
import { NONE, RequestTable } from "../../src/serving/request-table.ts";
import { StepRing } from "../../src/serving/step-ring.ts";

// Distances beyond the initial 1,024 buckets, so that the ring grows while it is full.
const action = fc.oneof(
  fc.record({ insert: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5000 })) }),
  fc.record({ remove: fc.nat() }),
  fc.record({ advance: fc.nat({ max: 1 }) }),
);

it("files and finds like a plain list of steps, whatever is inserted, removed and taken", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const table = new RequestTable();
      const ring = new StepRing(table);
      const filed = new Map<number, number>();
      let now = 0;
      for (const next of actions) {
        if ("insert" in next) {
          const slot = table.take();
          ring.insert(slot, now + next.insert, now);
          filed.set(slot, now + next.insert);
        } else if ("remove" in next) {
          const slot = [...filed.keys()][next.remove % Math.max(1, filed.size)];
          if (slot === undefined) continue;
          ring.remove(slot);
          filed.delete(slot);
          table.release(slot);
        } else {
          const soonest = Math.min(...filed.values());
          expect(ring.stepsToNext(now)).toBe(soonest - now);
          if (soonest === Number.POSITIVE_INFINITY) continue;
          // To the step before it, where nothing is found, or to it.
          now = soonest - next.advance;
          const taken: number[] = [];
          if (next.advance === 0)
            for (let slot = ring.takeAll(now); slot !== NONE; slot = table.next[slot]!) taken.push(slot);
          const expected = [...filed].filter(([, step]) => step === now).map(([slot]) => slot);
          expect(taken.sort()).toEqual(expected.sort());
          for (const slot of taken) {
            filed.delete(slot);
            table.release(slot);
          }
        }
      }
    }),
  );
});
