// A sweep as a walk: the factors of a deployment multiply to the last over the first, of means over seeds; what is missing
// breaks the chain and nothing else.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sweepColumns } from "../../src/report/sweep-columns.ts";
import { factorTable, sweepFactors } from "../../src/report/sweep-factors.ts";

const paths = ["title", "workload.requests"];
const column = "billed_tokens_per_day";
const names = sweepColumns(paths).map(({ name }) => name);
const rowOf = (cells: Record<string, unknown>) => names.map((name) => cells[name] ?? null);

/** By configuration, deployment and seed. */
function rows(values: readonly (readonly (readonly (number | null)[])[])[], deployments: readonly string[]) {
  return values.flatMap((ofDeployments, configuration) =>
    ofDeployments[0]!.flatMap((_, seed) =>
      deployments.map((deployment, d) =>
        rowOf({
          run: configuration * ofDeployments[0]!.length + seed,
          deployment,
          title: configuration === 0 ? null : `step ${configuration}`,
          "workload.requests": String(configuration),
          [column]: ofDeployments[d]![seed],
        }),
      ),
    ),
  );
}

describe("factors of a sweep", () => {
  it("multiply to the last over the first, of each deployment", () => {
    const positive = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }).chain((seedCount) =>
          fc.array(
            fc.array(fc.array(positive, { minLength: seedCount, maxLength: seedCount }), {
              minLength: 2,
              maxLength: 2,
            }),
            { minLength: 1, maxLength: 6 },
          ),
        ),
        (values) => {
          const seedCount = values[0]![0]!.length;
          const factors = sweepFactors(rows(values, ["a", "b"]), paths, { column, seedCount });
          for (const [d, name] of ["a", "b"].entries()) {
            const own = factors.filter(({ deployment }) => deployment === name);
            expect(own).toHaveLength(values.length);
            const product = own.reduce((all, { factor }) => all * (factor ?? 1), 1);
            expect(product / (own.at(-1)!.mean! / own[0]!.mean!)).toBeCloseTo(1, 9);
            for (const [k, { mean, least, most }] of own.entries()) {
              const seeds = values[k]![d]!;
              expect(mean! / (seeds.reduce((sum, value) => sum + value, 0) / seedCount)).toBeCloseTo(1, 12);
              expect([least, most]).toEqual([Math.min(...seeds), Math.max(...seeds)]);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("are not made up where a run has no such figure", () => {
    const asked = { column, seedCount: 1 };
    const factors = sweepFactors(rows([[[2]], [[null]], [[6]], [[12]]], ["a"]), paths, asked);
    expect(factors.map(({ factor }) => factor)).toEqual([null, null, null, 2]);
    expect(factorTable(factors, asked)).toBe(
      `                     billed_tokens_per_day  factor  in all
───────────────────  ─────────────────────  ──────  ──────
workload.requests 0                      2       –     x 1
step 1                                   –       –     x 1
step 2                                   6       –     x 1
step 3                                  12     x 2     x 2
`,
    );
  });
});
