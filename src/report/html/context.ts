// What the page needs beside the result.
import type { Chart } from "../charts/chart.ts";

/** How to make this result again. */
export interface ReportContext {
  /** The command line that gives this result, e.g. `forewatt run scenarios/chat.yaml --seed 1`. */
  command: string;
  /** The scenario file's text, shown so that the page alone can reproduce the run. */
  scenarioText?: string | undefined;
}

/** A chart and its drawing: inline SVG whose colours are the page's CSS variables. */
export interface DrawnChart {
  chart: Chart;
  svg: string;
}
