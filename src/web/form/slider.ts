// A slider beside a figure: it keeps the unit as written, moves shares evenly and everything else by ratio.
import { element } from "../dom.ts";
import type { Schema } from "./schema.ts";

const STEPS = 200;
/** A slider reaches so many times the value it started from, either way. */
const REACH = 8;

const figurePattern = /^\s*([+-]?[\d.]+(?:e[+-]?\d+)?)(\s*.*)$/i;

/** "30 /s" as 30 and " /s". */
export function split(value: unknown): { figure: number; unit: string } | undefined {
  if (typeof value === "number") return { figure: value, unit: "" };
  const match = figurePattern.exec(String(value ?? ""));
  return match && Number.isFinite(Number(match[1]))
    ? { figure: Number(match[1]), unit: match[2]! }
    : undefined;
}

interface Scale {
  toFigure(step: number): number;
  toStep(figure: number): number;
}

function scaleOf(schema: Schema, figure: number, unit: string): Scale | undefined {
  const isShare = schema.examples?.includes("90 %");
  if (isShare) {
    const size = unit.includes("%") ? 100 : 1;
    const [low, high] = [(schema.minimum ?? 0) * size, (schema.maximum ?? 1) * size];
    const fine = size === 100 ? 1 : 0.01;
    return {
      toFigure: (step) =>
        Number((Math.round((low + (step / STEPS) * (high - low)) / fine) * fine).toPrecision(4)),
      toStep: (at) => (STEPS * (at - low)) / (high - low),
    };
  }
  if (!(figure > 0)) return undefined;
  const low = Math.max(figure / REACH, schema.minimum ?? 0, 1e-12);
  const high = Math.min(Math.max(figure * REACH, low * 2), schema.maximum ?? Number.POSITIVE_INFINITY);
  const span = Math.log(high / low);
  const whole = schema.type === "integer" || (schema.dimension === "tokens" && high > 20);
  return {
    toFigure(step) {
      const at = low * Math.exp((step / STEPS) * span);
      return whole
        ? Math.max(Math.round(Number(at.toPrecision(2))), Math.ceil(low))
        : Number(at.toPrecision(2));
    },
    toStep: (at) => (at > 0 ? (STEPS * Math.log(at / low)) / span : 0),
  };
}

export interface Slider {
  node: HTMLInputElement;
  follow(value: unknown): void;
}

/** None where the value is no figure, or zero, which has no multiples. */
export function slider(
  schema: Schema,
  value: unknown,
  label: string,
  onMove: (value: string | number, dragging: boolean) => void,
): Slider | undefined {
  const start = split(value);
  const scale = start && scaleOf(schema, start.figure, start.unit);
  if (!start || !scale) return undefined;
  let { unit } = start;
  const write = (figure: number) => (unit === "" ? figure : `${figure}${unit}`);
  const moved = (dragging: boolean) => () => {
    const text = write(scale.toFigure(Number(node.value)));
    node.setAttribute("aria-valuetext", String(text));
    onMove(text, dragging);
  };
  const node = element("input", {
    type: "range",
    min: "0",
    max: String(STEPS),
    step: "1",
    value: String(scale.toStep(start.figure)),
    "aria-label": `${label}, slider`,
    "aria-valuetext": String(value),
    oninput: moved(true),
    onchange: moved(false),
  });
  return {
    node,
    follow(changed) {
      const now = split(changed);
      if (!now) return;
      unit = now.unit;
      node.value = String(scale.toStep(now.figure));
    },
  };
}
