// A chart as data: what is drawn, in SI with the unit to show it in, and what it says. Renderers (chart.js for
// PNG, SVG and the web page) decide how it looks; nothing here knows pixels.
import type { DisplayUnit } from "../format.ts";

/** Colour by meaning: the deployment's number in the result (the same in every chart), a limit, what is offered to all, or what comes of
 * an input at its low and at its high value. */
export type Colour = number | "limit" | "offered" | "low" | "high";

export interface Axis {
  label: string;
  unit: DisplayUnit;
  /** `date`: seconds since 1970. */
  scale: "linear" | "log" | "date";
  /** Ends in SI; left out where the data decides. Bars start at zero, or below where one does. */
  min?: number;
  max?: number;
}

export interface Line {
  name: string;
  colour: Colour;
  x: number[];
  y: number[];
  /** A mark at every point and no line between them: dots, or diamonds where it is what others measured. */
  marks?: boolean | "diamonds";
  /** A value holds until the next one: what is bought stands there, a month's cost is that month's. */
  steps?: boolean;
  /** Shaded around the line. */
  band?: { low: number[]; high: number[] };
  /** More about each point, for those who point at it. */
  tips?: string[];
  /** Of a stack (stack.ts): what this layer adds at each point; `y` is its top and `band` its lower and upper edge. */
  layer?: number[];
}

/** A reference line: an SLO limit or a mean. `share` marks the height a CDF must have reached there. */
export interface Reference {
  axis: "x" | "y";
  at: number;
  label: string;
  colour: Colour;
  share?: number;
  /** Ends of a horizontal line on x, where it does not hold for all of it. */
  from?: number;
  to?: number;
}

export interface Panel {
  /** Stands above the panel where there are several. */
  heading: string;
  y: Axis;
  lines: Line[];
  references: Reference[];
}

interface Described {
  /** File name and anchor: `charts/<id>.png`. */
  id: string;
  /** The finding. */
  title: string;
  /** What is drawn, of what. */
  subtitle: string;
  /** What could not be drawn and why: infeasible deployments, missing data. */
  notes: string[];
}

export interface LineChart extends Described {
  kind: "lines";
  x: Axis;
  /** One above the other over a shared x. */
  panels: Panel[];
}

export interface Bar {
  value: number;
  /** Where it starts, if not at zero: parts of a total one after the other. */
  from?: number;
  /** Beside the bar: the value with what tells it from its neighbours. */
  text: string;
  /** A second measure of the same deployment, drawn lighter. */
  light: boolean;
  /** Of its own; the group's where there is none. */
  colour?: Colour;
  /** A whisker over the bar: what the value ranges over. */
  range?: { low: number; high: number };
  /** A diamond: what the value is held against. */
  mark?: number;
}

export interface BarChart extends Described {
  kind: "bars";
  value: Axis;
  groups: { name: string; colour: Colour; bars: Bar[] }[];
  /** The bars of a group lie on one line, and their texts beside it. */
  overlaid?: boolean;
  /** What colours stand for, where the names of the groups do not say it. */
  key?: { name: string; colour: Colour }[];
  reference?: Reference;
}

export type Chart = LineChart | BarChart;
