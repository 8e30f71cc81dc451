// The gallery shows how charts look: drawn again from the same data they are the same, byte for byte. Where one is not, look at
// it, then `npm run docs:gallery -- --draw`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Chart } from "../../src/report/charts/chart.ts";
import { chartsOf } from "../../src/report/charts/index.ts";
import { standaloneSvg } from "../../src/report/render/svg.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { realScenario } from "../laws/real-scenario.ts";

const folder = join(import.meta.dirname, "../../docs/gallery");
const entries = JSON.parse(readFileSync(join(folder, "charts.json"), "utf8")) as {
  name: string;
  command: string;
  chart: Chart;
}[];

test("there is a picture of every chart kept, no other, and a page that shows them all", () => {
  const pictures = readdirSync(folder).filter((name) => name.endsWith(".svg"));
  expect(pictures.sort()).toEqual(entries.map(({ name }) => `${name}.svg`).sort());
  const page = readFileSync(join(folder, "../gallery.md"), "utf8");
  for (const { name } of entries) expect(page).toContain(`(gallery/${name}.svg)`);
});

test("what their titles say is what the command above them says now", () => {
  const scenario = "scenarios/chat-70b-blackwell.yaml";
  const text = readFileSync(join(folder, "../..", scenario), "utf8");
  const fresh = chartsOf(simulate(realScenario(text), { seed: 1 }));
  const kept = entries.filter(({ command }) => command.endsWith(`run ${scenario}`));
  const both = kept.flatMap(({ name, chart }) => {
    const now = fresh.find(({ id }) => id === chart.id);
    return now ? [{ name, kept: chart.title, now: now.title }] : [];
  });
  expect(both.length).toBeGreaterThan(5);
  expect(both.map(({ name, kept }) => [name, kept])).toEqual(both.map(({ name, now }) => [name, now]));
});

test.each(entries.map(({ name, chart }) => [name, chart] as const))("%s", (name, chart) => {
  expect(standaloneSvg(chart) === readFileSync(join(folder, `${name}.svg`), "utf8")).toBe(true);
});
