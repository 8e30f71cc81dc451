// chart.js on a canvas without a browser. The bundled font is registered by path: without any font the canvas
// draws charts with no text at all and says nothing, so a missing font is an error here.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { ChartJSNodeCanvas } from "chartjs-node-canvas";
import type { Look } from "../charts/look.ts";

export const fontFamily = "Forewatt DejaVu Sans";
const files = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

export function registerFont(): void {
  if (GlobalFonts.has(fontFamily)) return;
  const directory = join(
    dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")),
    "ttf",
  );
  for (const file of files) {
    const path = join(directory, file);
    if (!GlobalFonts.registerFromPath(path, fontFamily))
      throw new Error(`cannot load the chart font ${path}: charts would have no text`);
  }
  if (!GlobalFonts.has(fontFamily))
    throw new Error(`the chart font "${fontFamily}" did not register: charts would have no text`);
}

/** Widths in the font that charts are laid out in, whichever is asked for: chart.js asks for its default in legends. */
export function textMeasure(): (text: string, font: string) => number {
  registerFont();
  const context = createCanvas(1, 1).getContext("2d");
  return (text, font) => {
    context.font = font.replace(/(?<=px ).*/, `"${fontFamily}"`);
    return context.measureText(text).width;
  };
}

export function chartCanvas({ width, height }: Look): ChartJSNodeCanvas {
  registerFont();
  return new ChartJSNodeCanvas({
    width,
    height,
    chartCallback: (chartJs) => {
      chartJs.defaults.font.family = fontFamily;
    },
  });
}
