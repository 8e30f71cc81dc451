// Chart definition -> chart.js configuration: pure, the same for PNG, SVG and the web page.
import type { ChartConfiguration } from "chart.js";
import { barNames } from "./bar-rows.ts";
import type { Bar, BarChart, Chart, LineChart } from "./chart.ts";
import { scaleOf } from "./chart-js-axes.ts";
import { marks, noteLines, rightLabelWidth } from "./chart-js-marks.ts";
import { namedAtEnds } from "./end-labels.ts";
import { type Look, wrap } from "./look.ts";
import { colourOf, dashOf } from "./palette.ts";
import { roundStep } from "./round-step.ts";

/** chart.js takes what a swatch looks like from the points of a line, which have no dashes: given here, to the swatch's size. */
const dashOfSwatch = (chart: Chart, { theme }: Look, datasetIndex: number): number[] => {
  const line = chart.kind === "lines" && chart.panels.flatMap(({ lines }) => lines)[datasetIndex];
  return line ? dashOf(theme, line.colour).map((length) => length / 2) : [];
};

/** Marks are told from lines in the legend too. */
const hasMarks = (chart: Chart): boolean =>
  chart.kind === "lines" && chart.panels.some(({ lines }) => lines.some(({ marks }) => marks));

function headings(chart: Chart, look: Look, legendTexts: readonly string[]) {
  const { theme, fontSize, words, width } = look;
  const isShown = legendTexts.length > 0 && look.legend !== "outside";
  const inner = width - 3 * fontSize;
  return {
    title: {
      display: words,
      text: wrap(chart.title, inner, fontSize + 3, true),
      align: "start",
      color: theme.ink,
      font: { size: fontSize + 3, weight: "bold" },
      padding: { bottom: 4 },
    },
    subtitle: {
      display: words,
      text: wrap(chart.subtitle, inner, fontSize),
      align: "start",
      color: theme.quiet,
      font: { size: fontSize },
      padding: { bottom: isShown ? 8 : 16 },
    },
    legend: {
      display: isShown,
      align: "start",
      labels: {
        color: theme.ink,
        font: { size: fontSize },
        boxWidth: fontSize * 2,
        ...(hasMarks(chart)
          ? { usePointStyle: true, pointStyleWidth: fontSize * 0.8, boxHeight: fontSize * 0.57 }
          : { boxHeight: 0 }),
        // The panels of one chart repeat their deployments: each is named once. The one place where an item can be given its dashes.
        filter: (item: { datasetIndex: number; text: string; lineDash?: number[] }) => {
          if (hasMarks(chart)) item.lineDash = dashOfSwatch(chart, look, item.datasetIndex);
          return legendTexts.indexOf(item.text) === item.datasetIndex;
        },
      },
    },
    tooltip: { enabled: false },
  };
}

function padding(chart: Chart, look: Look) {
  const { fontSize } = look;
  const notes = noteLines(chart, look).length;
  return { left: fontSize, right: fontSize * 1.5, top: fontSize, bottom: fontSize + notes * fontSize * 1.5 };
}

/** An empty axis: keeps room between plot and edge, which padding would also take from the title. */
const blank = {
  type: "linear",
  ticks: { display: false },
  grid: { display: false },
  border: { display: false },
};

function roomRight(chart: Chart, look: Look): Record<string, unknown> {
  const width = rightLabelWidth(chart, look);
  if (width === 0) return {};
  return {
    room: {
      ...blank,
      axis: "y",
      position: "right",
      afterFit: (scale: { width: number }) => {
        scale.width = width;
      },
    },
  };
}

/** Empty strip above a panel for its heading, clear of the zero above it and of its own highest tick. */
const gap = { ...blank, position: "left", stack: "panels", stackWeight: 0.34 };

function panelScales(chart: LineChart, look: Look): Record<string, unknown> {
  const [only] = chart.panels;
  if (chart.panels.length === 1) return { y0: scaleOf(only!.y, look) };
  // chart.js stacks from the bottom up.
  const bottomUp = chart.panels.map((panel, index) => ({ panel, index })).reverse();
  return Object.fromEntries(
    bottomUp.flatMap(({ panel, index }) => {
      const scale = scaleOf(panel.y, look);
      const ticks = { ...scale.ticks, maxTicksLimit: 5, autoSkip: false };
      return [
        [`y${index}`, { ...scale, ticks, position: "left", stack: "panels", stackWeight: 1, grace: "5%" }],
        [`gap${index}`, gap],
      ];
    }),
  );
}

function lineConfiguration(chart: LineChart, look: Look) {
  const x = scaleOf(chart.x, look);
  const lines = chart.panels.flatMap((panel, index) =>
    panel.lines.map((line) => ({
      label: line.name,
      data: line.x.map((x, k) => ({ x: x / chart.x.unit.size, y: line.y[k]! / panel.y.unit.size })),
      borderColor: colourOf(look.theme, line.colour),
      borderDash: dashOf(look.theme, line.colour),
      borderWidth: chart.panels.length > 1 ? 1.6 : 2.2,
      borderJoinStyle: "round",
      stepped: line.steps ?? false,
      ...(line.marks
        ? {
            showLine: false,
            ...(line.marks === "diamonds"
              ? { pointRadius: 5, pointStyle: "rectRot" }
              : { pointRadius: 2.5, pointStyle: "circle" }),
            backgroundColor: `${colourOf(look.theme, line.colour)}${lightOpacity}`,
          }
        : { pointRadius: 0, pointStyle: "line" }),
      yAxisID: `y${index}`,
    })),
  );
  const datasets = [...lines, ...bandsOf(chart, look, lines.length)];
  return {
    type: "line",
    data: { datasets },
    options: {
      layout: { padding: padding(chart, look) },
      scales: {
        x: { ...x, grid: { ...x.grid, display: chart.panels.length === 1 } },
        ...panelScales(chart, look),
        ...roomRight(chart, look),
      },
      plugins: headings(chart, look, namedAtEnds(chart, look) ? [] : lines.map(({ label }) => label)),
    },
    plugins: [marks(chart, look)],
  };
}

/** Bands of the lines, after all lines (`before` of them): an edge each way, and the colour of the line between them. */
function bandsOf(chart: LineChart, look: Look, before: number) {
  const edges = chart.panels.flatMap((panel, index) =>
    panel.lines.flatMap((line) =>
      line.band === undefined
        ? []
        : [line.band.low, line.band.high].map((values, edge) => ({ panel, index, line, values, edge })),
    ),
  );
  return edges.map(({ panel, index, line, values, edge }, k) => ({
    label: line.name,
    data: line.x.map((x, i) => ({ x: x / chart.x.unit.size, y: values[i]! / panel.y.unit.size })),
    borderWidth: 0,
    pointRadius: 0,
    stepped: line.steps ?? false,
    backgroundColor: `${colourOf(look.theme, line.colour)}${line.layer ? layerOpacity : bandOpacity}`,
    fill: edge === 0 ? false : before + k - 1,
    yAxisID: `y${index}`,
  }));
}

/** Overlapping bands stay readable. */
const bandOpacity = "24";
/** Layers of a stack do not overlap. */
const layerOpacity = "b0";

/** Two hexadecimal digits of opacity: the second measure of a deployment is its colour, lighter. */
const lightOpacity = "70";

/** A number for a bar from zero; for any other its two ends. */
function span({ value, from }: Bar, unitSize: number): number | [number, number] {
  return from === undefined ? value / unitSize : [from / unitSize, value / unitSize];
}

/** With round ticks below an end that is not round. */
const upTo = (end: number, scale: ReturnType<typeof scaleOf>, unitSize: number) => ({
  ...scale,
  ticks: { ...scale.ticks, stepSize: roundStep(end / unitSize, 4) },
});

function barConfiguration(chart: BarChart, look: Look) {
  const { theme, fontSize } = look;
  // Every bar carries its value: a grid would only cross it.
  const negative = chart.groups.some(({ bars }) =>
    bars.some(({ from = 0, value }) => Math.min(from, value) < 0),
  );
  // Their values beside them need the room that ticks beyond the longest would take.
  const longest = Math.max(
    0,
    ...chart.groups.flatMap(({ bars }) =>
      bars.flatMap(({ value, from = 0, range, mark = 0 }) => [value, from, mark, range?.high ?? 0]),
    ),
  );
  const x =
    negative || chart.value.scale === "log" || longest === 0
      ? scaleOf(chart.value, look)
      : upTo(longest, scaleOf({ ...chart.value, min: 0, max: longest }, look), chart.value.unit.size);
  const most = Math.max(0, ...chart.groups.map(({ bars }) => bars.length));
  const datasets = Array.from({ length: most }, (_, k) => ({
    data: chart.groups.map(({ bars }) => (bars[k] ? span(bars[k], chart.value.unit.size) : null)),
    backgroundColor: chart.groups.map(
      ({ colour, bars }) => colourOf(theme, bars[k]?.colour ?? colour) + (bars[k]?.light ? lightOpacity : ""),
    ),
    grouped: !chart.overlaid,
    xAxisID: "x",
    yAxisID: "y",
    categoryPercentage: 0.78,
    barPercentage: 0.92,
    maxBarThickness: fontSize * 3,
  }));
  const labels = barNames(chart, look.width, fontSize);
  const longestName = Math.max(0, ...labels.flat().map(({ length }) => length));
  return {
    type: "bar",
    data: { labels, datasets },
    options: {
      indexAxis: "y",
      layout: { padding: padding(chart, look) },
      scales: {
        x: { ...x, grid: { display: false } },
        ...roomRight(chart, look),
        y: {
          grid: { display: false },
          // Where bars begin: at zero, or at the reference.
          border: { color: theme.quiet, display: chart.reference === undefined },
          ticks: { color: theme.ink, font: { size: fontSize }, padding: 6, autoSkip: false },
          // In a narrow drawing chart.js would rather cut a name than a bar.
          afterFit: (scale: { width: number }) => {
            scale.width = Math.max(scale.width, longestName * fontSize * 0.58 + 12);
          },
        },
      },
      plugins: barHeadings(chart, look),
    },
    plugins: [marks(chart, look)],
  };
}

/** chart.js would name datasets, which are the first, second ... bar of every group. */
function barHeadings(chart: BarChart, look: Look) {
  const { key = [] } = chart;
  const { legend, ...rest } = headings(
    chart,
    look,
    key.map(({ name }) => name),
  );
  const generateLabels = () =>
    key.map(({ name, colour }, datasetIndex) => ({
      text: name,
      datasetIndex,
      fillStyle: colourOf(look.theme, colour),
      fontColor: look.theme.ink,
      lineWidth: 0,
    }));
  const boxHeight = look.fontSize * 0.7;
  return {
    ...rest,
    legend: { ...legend, labels: { ...legend.labels, boxWidth: boxHeight, boxHeight, generateLabels } },
  };
}

/** chart.js types its configuration by chart type; ours is built from data, so it is asserted once, here. */
export function chartJsConfiguration(chart: Chart, look: Look): ChartConfiguration {
  return (chart.kind === "lines"
    ? lineConfiguration(chart, look)
    : barConfiguration(chart, look)) as unknown as ChartConfiguration;
}
