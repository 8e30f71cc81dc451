// The known changes that test the accuracy gate: each still has something to change, and the gate tells a bad one from a
// harmless one on a few rows. All of them on all rows: npm run bench:gate.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { badChanges } from "../../bench/accuracy/gate/bad-changes.ts";
import { harmlessChanges } from "../../bench/accuracy/gate/harmless-changes.ts";
import { changedLibrary, changedSource, setAt } from "../../bench/accuracy/gate/known-change.ts";
import { failuresOf, judge } from "../../bench/accuracy/judge.ts";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { profiles, root } from "../accuracy/cases.ts";

const all = [...badChanges, ...harmlessChanges];

const kinds = ["hardware", "engine", "model"] as const;
const shipped = Object.fromEntries(
  kinds.map((kind) => [
    kind,
    profiles.ids(kind).flatMap((id) => {
      const found = profiles[kind](id);
      return found.found ? [found.profile] : [];
    }),
  ]),
) as Record<(typeof kinds)[number], object[]>;

describe("known changes", () => {
  it("are at least 40 bad and 20 harmless ones, each with a name of its own", () => {
    expect(badChanges.length).toBeGreaterThanOrEqual(40);
    expect(harmlessChanges.length).toBeGreaterThanOrEqual(20);
    for (const changes of [badChanges, harmlessChanges])
      expect(new Set(changes.map(({ name }) => name)).size).toBe(changes.length);
  });

  it.each(all.filter(({ source }) => source))("$name finds what it changes", ({ source }) => {
    const text = readFileSync(join(root, source!.file), "utf8");
    expect(changedSource(text, source!)).not.toBe(text);
  });

  it.each(all.filter(({ constants }) => constants))("$name finds its constant", ({ constants }) => {
    for (const change of constants!) {
      const changed = shipped[change.profile].map((profile) =>
        setAt(structuredClone(profile), change.path.split("."), change),
      );
      expect(Math.max(...changed)).toBeGreaterThan(0);
    }
  });
});

it("a constant that older releases have of their own is changed in theirs too", () => {
  const { constants } = all.find(({ name }) => name === "eager-launch-forgotten")!;
  const engine = changedLibrary(profiles, constants!).engine("vllm");
  const launches = engine.found ? [engine.profile, ...engine.profile.versions] : [];
  expect(launches.map(({ host }) => host?.eagerPerLayer)).toEqual([0, 0]);
});

describe("the gate on a few rows", () => {
  const text = readFileSync(join(root, "bench/accuracy/references.csv"), "utf8");
  const points = readCases("references.csv", text).filter(
    ({ loadKind, gpu, quality }) => loadKind === "concurrency" && gpu === "H200-SXM" && quality === "A",
  );
  const predicted = (name?: string) => {
    const change = all.find((each) => each.name === name);
    const library = changedLibrary(profiles, change?.constants ?? []);
    const predictor = createPredictor({ profiles: library, seed: 1 });
    const predictions = points.slice(0, 24).flatMap((point) => predictor.predict(point));
    return judge(change?.reversed ? predictions.reverse() : predictions, []);
  };
  const before = predicted();
  const rules = (name: string) => failuresOf(predicted(name), before).map(({ rule }) => rule);

  it.each(["memory-bandwidth-plus-30", "sparse-peak-for-dense", "step-host-time-plus-30"])(
    "catches %s",
    (name) => {
      expect(rules(name)).not.toEqual([]);
    },
  );

  it.each(["rows-reversed", "titles-reworded"])("is quiet about %s", (name) => {
    expect(rules(name).filter((rule) => rule !== "bar")).toEqual([]);
  });
});
