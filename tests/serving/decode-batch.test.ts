// The batch kept as totals against one that keeps every sequence.
import fc from "fast-check";
import { expect, it } from "vitest";
import { DecodeBatch } from "../../src/serving/decode-batch.ts";
import { NONE, RequestTable } from "../../src/serving/request-table.ts";

interface Sequence {
  slot: number;
  context: number;
  remaining: number;
}

const action = fc.oneof(
  fc.record({ context: fc.integer({ min: 1, max: 100 }), remaining: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ remove: fc.nat() }),
  fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ share: fc.constant(1) }),
);
const sum = (sequences: Sequence[], of: (sequence: Sequence) => number) =>
  sequences.reduce((total, sequence) => total + of(sequence), 0);

it("totals, growth and finishes equal those of sequences kept one by one", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 3, 16),
      fc.constantFrom(Number.POSITIVE_INFINITY, 5, 64),
      fc.boolean(),
      fc.array(action, { maxLength: 120 }),
      fc.nat({ max: 200 }),
      (blockTokens, window, windowRestarts, actions, freeBlocks) => {
        const slides = !windowRestarts;
        const read = (context: number) =>
          slides
            ? Math.min(context, window)
            : window === Number.POSITIVE_INFINITY
              ? context
              : ((context - 1) % window) + 1;
        const table = new RequestTable();
        const batch = new DecodeBatch(table, { windowTokens: window, windowRestarts }, blockTokens);
        let all: Sequence[] = [];
        const blocks = (tokens: number) => Math.ceil(tokens / blockTokens);
        /** The next step writes the KV of the token it reads last: `context` tokens are then held. */
        const growth = (steps: number) =>
          sum(all, ({ context }) => blocks(context - 1 + steps) - blocks(context - 1));
        for (const next of actions) {
          if ("context" in next) {
            const slot = table.take();
            batch.join(slot, next.context, next.remaining);
            all.push({ slot, ...next });
          } else if ("remove" in next) {
            const [gone] = all.splice(next.remove % Math.max(1, all.length), 1);
            if (gone) batch.remove(gone.slot);
          } else if (all.length > 0) {
            const change = batch.stepsToNextChange();
            const windowChanges = slides
              ? all.filter(({ context }) => context < window).map(({ context }) => window - context)
              : all.map(({ context }) => window + 1 - read(context));
            expect(change).toBe(Math.min(...all.map(({ remaining }) => remaining), ...windowChanges));
            const within = batch.stepsWithinBlocks(freeBlocks, change);
            expect(within).toBeGreaterThanOrEqual(1);
            if (within > 1) expect(growth(within)).toBeLessThanOrEqual(freeBlocks);
            if (within < change) expect(growth(within + 1)).toBeGreaterThan(freeBlocks);
            const steps = Math.max(1, Math.round(next.share * change));
            expect(batch.blockGrowth(steps)).toBe(growth(steps));
            batch.advance(steps);
            for (const sequence of all) {
              sequence.context += steps;
              sequence.remaining -= steps;
            }
            const finished: number[] = [];
            for (let slot = batch.takeFinished(); slot !== NONE; slot = table.next[slot]!)
              finished.push(slot);
            expect(finished.sort()).toEqual(
              all
                .filter(({ remaining }) => remaining === 0)
                .map(({ slot }) => slot)
                .sort(),
            );
            all = all.filter(({ remaining }) => remaining > 0);
          }
          expect(batch.size).toBe(all.length);
          expect(batch.contextTokens).toBe(sum(all, ({ context }) => context));
          expect(batch.windowTokens).toBe(sum(all, ({ context }) => read(context)));
          expect(batch.growing).toBe(all.filter(({ context }) => !slides || context < window).length);
          for (const { slot, context } of all) expect(batch.contextOf(slot)).toBe(context);
        }
      },
    ),
    { numRuns: 400 },
  );
});
