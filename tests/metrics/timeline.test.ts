import fc from "fast-check";
import { expect, it } from "vitest";
import { TimelineRecorder } from "../../src/metrics/timeline.ts";

const work = fc.record({
  gap: fc.double({ min: 0, max: 3, noNaN: true }),
  seconds: fc.double({ min: 1e-6, max: 5, noNaN: true }),
  joules: fc.integer({ min: 1, max: 1000 }),
  tokens: fc.integer({ min: 1, max: 100 }),
});
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

it("arrivals, tokens and joules add up however often the bins were widened", () => {
  fc.assert(
    fc.property(
      fc.array(work, { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 0, max: 500 }),
      (pieces, restingWatts) => {
        const timeline = new TimelineRecorder();
        let now = 0;
        for (const { gap, seconds, joules, tokens } of pieces) {
          timeline.addArrival(now + gap);
          timeline.addWork(now + gap, now + gap + seconds, joules, tokens);
          now += gap + seconds;
          if (now >= timeline.nextSampleSeconds) timeline.sample(now, 3, 2, 0.5);
        }
        const { binSeconds, arrivals, outputTokens, itWatts, queue } = timeline.finish(
          now,
          () => restingWatts,
        );
        expect(arrivals.length).toBeLessThanOrEqual(512);
        expect(arrivals.length * binSeconds).toBeGreaterThanOrEqual(now);
        expect(sum(arrivals)).toBe(pieces.length);
        expect(sum(outputTokens)).toBeCloseTo(sum(pieces.map(({ tokens }) => tokens)), 6);
        const joules = sum(itWatts.map((watts, bin) => watts * Math.min(binSeconds, now - bin * binSeconds)));
        expect(joules / (sum(pieces.map((piece) => piece.joules)) + restingWatts * now)).toBeCloseTo(1, 9);
        // Every bin that has ended shows the state last sampled.
        expect(queue.slice(0, Math.floor(now / binSeconds)).every((waiting) => waiting === 3)).toBe(true);
      },
    ),
  );
});
