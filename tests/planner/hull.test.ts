import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convexHull, leastPerUnit, supportAt } from "../../src/planner/search/hull.ts";

const points = fc
  .array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((steps) => {
    let y = 0;
    return steps.map((step, i) => {
      y += step;
      return [i + 1, y] as const;
    });
  });

describe("the lower convex hull", () => {
  it("lies below every point, and its support lines below the hull", () => {
    fc.assert(
      fc.property(points, fc.double({ min: 0, max: 1000, noNaN: true }), (given, height) => {
        const hull = convexHull(given);
        const { intercept, slope } = supportAt(hull, height);
        for (const [x, y] of given) {
          const line = hull.find(({ to }) => x <= to)!;
          expect(line.intercept + line.slope * x).toBeLessThanOrEqual(y * (1 + 1e-12));
          expect(intercept + slope * x).toBeLessThanOrEqual(y * (1 + 1e-9) + 1e-9);
        }
      }),
    );
  });

  it("no mean of points is cheaper per unit than the least of the hull up to their mean", () => {
    fc.assert(
      fc.property(
        points.filter((given) => given.length > 1),
        fc.array(fc.nat(), { minLength: 1, maxLength: 10 }),
        (given, picks) => {
          const taken = picks.map((pick) => given[pick % given.length]!);
          const [x, y] = [0, 1].map((k) => taken.reduce((sum, point) => sum + point[k]!, 0));
          const least = leastPerUnit(convexHull(given), x! / taken.length);
          expect(y! / x!).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        },
      ),
    );
  });
});
