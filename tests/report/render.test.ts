import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { ChartJSNodeCanvas } from "chartjs-node-canvas";
import { afterAll, describe, expect, test } from "vitest";
import type { Chart } from "../../src/report/charts/chart.ts";
import { chartsOf } from "../../src/report/charts/index.ts";
import { pngLook, renderPng } from "../../src/report/render/png.ts";
import { renderSvg } from "../../src/report/render/svg.ts";
import { writeReport } from "../../src/report/render/write.ts";
import { makeEmptyOutput, makeInfeasibleOutput, makeOutput } from "./fixture.ts";

async function darkPixels(png: Uint8Array): Promise<{ width: number; height: number; dark: number }> {
  const image = await loadImage(Buffer.from(png));
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let dark = 0;
  for (let k = 0; k < data.length; k += 4) if (data[k]! + data[k + 1]! + data[k + 2]! < 200) dark++;
  return { width: image.width, height: image.height, dark };
}

/** The same picture with every word taken out. */
function wordless(chart: Chart): Chart {
  const bare = { ...chart, title: "", subtitle: "", notes: [] };
  if (bare.kind === "bars")
    return {
      ...bare,
      groups: bare.groups.map((group) => ({
        ...group,
        name: "",
        bars: group.bars.map((bar) => ({ ...bar, text: "" })),
      })),
    };
  return { ...bare, panels: bare.panels.map((panel) => ({ ...panel, heading: "", references: [] })) };
}

describe("PNG", () => {
  const charts = chartsOf(makeOutput(400));

  test.each(charts.map((chart) => [chart.id, chart] as const))(
    "%s has twice the logical size, and text",
    async (_, chart) => {
      const look = pngLook(chart);
      const full = await darkPixels(await renderPng(chart));
      expect([full.width, full.height]).toEqual([2 * look.width, 2 * look.height]);
      const bare = await darkPixels(await renderPng(wordless(chart)));
      // A title alone is some thousand dark pixels; without a font there would be none.
      expect(full.dark - bare.dark).toBeGreaterThan(2000);
    },
  );

  test("empty charts render", async () => {
    for (const chart of chartsOf(makeEmptyOutput()))
      expect((await renderPng(chart)).length).toBeGreaterThan(5000);
  });

  test("the paper reaches to the last pixel, whatever was drawn before", async () => {
    const [low, high] = [
      charts.find(({ kind }) => kind === "bars")!,
      charts.find(({ id }) => id === "timeline")!,
    ];
    for (const chart of [low, high]) {
      const image = await loadImage(await renderPng(chart));
      const context = createCanvas(image.width, image.height).getContext("2d");
      context.drawImage(image, 0, 0);
      const corner = context.getImageData(image.width - 1, image.height - 1, 1, 1).data;
      expect(corner[3]).toBe(255);
    }
  });

  test("equal charts are equal bytes", async () => {
    expect(Buffer.compare(await renderPng(charts[0]!), await renderPng(charts[0]!))).toBe(0);
  });
});

test("SVG is themed by the page, keeps its text as text, and does not depend on what was drawn before", () => {
  for (const chart of chartsOf(makeOutput(400))) {
    const { svg } = renderSvg(chart);
    expect(svg).toMatch(/^<svg viewBox="0 0 440 \d+">[\s\S]*<\/svg>$/);
    expect(svg).not.toMatch(/#[0-9a-f]{6}/i);
    expect(svg).toContain("var(--quiet)");
    expect(svg).toContain("<text ");
    expect(svg).not.toContain("NaN");
    expect(renderSvg(chart).svg === svg).toBe(true);
  }
});

describe("canvas shim", () => {
  const configuration = () => ({ type: "bar" as const, data: { labels: ["a"], datasets: [{ data: [3] }] } });
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

  test("PNG by callback, at once, and as data URL", async () => {
    const canvas = new ChartJSNodeCanvas({ width: 200, height: 100 });
    expect((await canvas.renderToBuffer(configuration())).subarray(0, 4)).toEqual(png);
    expect(canvas.renderToBufferSync(configuration()).subarray(0, 4)).toEqual(png);
    expect(await canvas.renderToDataURL(configuration())).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(await canvas.renderToDataURL(configuration(), "image/jpeg")).toMatch(
      /^data:image\/jpeg;base64,\/9j/,
    );
  });

  test("SVG, and a clear refusal of PDF", async () => {
    const canvas = new ChartJSNodeCanvas({ width: 200, height: 100, type: "svg" });
    expect(canvas.renderToBufferSync(configuration(), "image/svg+xml").toString()).toContain("<svg");
    expect((await canvas.renderToBuffer(configuration())).toString()).toContain("<svg");
    expect(() =>
      new ChartJSNodeCanvas({ width: 200, height: 100, type: "pdf" }).renderToBufferSync(
        configuration(),
        "application/pdf",
      ),
    ).toThrow(/PDF is not supported/);
  });
});

describe("writeReport", () => {
  const folder = mkdtempSync(join(tmpdir(), "forewatt-report-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const context = { command: "forewatt run x.yaml" };

  test("writes what the contract names, and nothing else", async () => {
    const out = join(folder, "deep", "out");
    const files = await writeReport(out, makeOutput(200), context);
    expect(readdirSync(out).sort()).toEqual([
      "charts",
      "report.html",
      "requests.csv",
      "result.json",
      "summary.csv",
    ]);
    expect(
      readdirSync(join(out, "charts"))
        .map((name) => `charts/${name}`)
        .sort(),
    ).toEqual(files.filter((file) => file.startsWith("charts/")).sort());
    // Every chart of the page, as PNG and as SVG.
    const page = readFileSync(join(out, "report.html"), "utf8");
    for (const [, id] of page.matchAll(/<figure id="([^"]+)"/g))
      for (const kind of ["png", "svg"]) expect(files).toContain(`charts/${id}.${kind}`);
    expect(readFileSync(join(out, "result.json"), "utf8")).not.toContain("wallSeconds");
    expect(readFileSync(join(out, "requests.csv"), "utf8").split("\n")).toHaveLength(402);
  });

  test("a later run leaves no chart of an earlier one, and no file of others is touched", async () => {
    const out = join(folder, "again");
    await writeReport(out, makeOutput(200), context);
    writeFileSync(join(out, "notes.txt"), "mine");
    await writeReport(out, makeInfeasibleOutput(), context);
    expect(readdirSync(join(out, "charts"))).toEqual([]);
    expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
  });

  test("a failure half way leaves what was there", async () => {
    const out = join(folder, "failing");
    await writeReport(out, makeOutput(200), context);
    const before = readFileSync(join(out, "report.html"), "utf8");
    const broken = makeOutput(100);
    Object.defineProperty(broken.traces[1]!.records, "status", {
      get() {
        throw new Error("broken trace");
      },
    });
    await expect(writeReport(out, broken, context)).rejects.toThrow("broken trace");
    expect(readFileSync(join(out, "report.html"), "utf8")).toBe(before);
    expect(readdirSync(out).filter((name) => name.startsWith("."))).toEqual([]);
    expect(existsSync(join(out, "requests.csv"))).toBe(true);
  });
});
