// The control of one value: a choice, a switch, or text as it stands in the file, with a slider where it is a figure.
import { element } from "../dom.ts";
import { asGiven, byYou, type Origin, originLine } from "./origin.ts";
import { hintOf, type Path, type Schema } from "./schema.ts";
import { slider } from "./slider.ts";
import { unitOf } from "./unit.ts";

export interface ControlOptions {
  schema: Schema;
  value: unknown;
  /** Of the input, for its label. */
  id: string;
  path: Path;
  /** Where the value comes from while it is as it was found. */
  source: string;
  label: string;
  required: boolean;
  choices: readonly string[] | undefined;
  /** undefined where it shall be left to the default. */
  onChange(value: unknown, dragging: boolean): void;
}

export interface Control {
  nodes: HTMLElement[];
}

export function control(options: ControlOptions): Control {
  const { schema, value, id, label, required } = options;
  const hint = hintOf(schema);
  const choices = options.choices ?? schema.enum;
  const origin = originLine(id);
  const tell = (now: unknown, source: string) =>
    origin.tell(originOf(schema, unitOf(schema, now, options.path, choices), now, source, required));
  tell(value, options.source);
  const changed: ControlOptions["onChange"] = (now, dragging) => {
    tell(now, byYou);
    options.onChange(now, dragging);
  };
  const inputs = choices
    ? choice(options, choices, changed)
    : schema.type === "boolean"
      ? [yesNo(options, changed)]
      : figureOrText(options, changed);
  const described = `${id}:hint`;
  for (const input of inputs)
    input.setAttribute("aria-describedby", hint ? `${origin.id} ${described}` : origin.id);
  return {
    nodes: [
      element("div", { className: "label" }, element("label", { htmlFor: id }, label)),
      ...inputs,
      origin.node,
      ...(hint ? [element("small", { id: described, className: "hint" }, hint)] : []),
    ],
  };
}

/** What is not stated is assumed: "default 16", or what the description says that it is; what is required has none. */
export function originOf(
  schema: Schema,
  unit: string,
  value: unknown,
  source: string,
  required: boolean,
): Origin {
  if (value !== undefined) return asGiven(unit, source);
  const told = /default: ([^;]+)/.exec(schema.description ?? "")?.[1];
  if (required && schema.default === undefined && told === undefined)
    return { unit, source: "has no default", confidence: "needed" };
  const byDefault =
    schema.default !== undefined
      ? `default ${show(schema.default)}`
      : told === undefined
        ? "left to the default"
        : `default: ${told}`;
  return { unit, source: byDefault, confidence: "assumed" };
}

export function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

type Changed = ControlOptions["onChange"];

function choice(
  { id, value, required }: ControlOptions,
  choices: readonly string[],
  changed: Changed,
): HTMLElement[] {
  const known = typeof value === "string" && !choices.includes(value) ? [value, ...choices] : choices;
  const select = element(
    "select",
    { id, onchange: () => changed(select.value === "" ? undefined : select.value, false) },
    required ? null : element("option", { value: "", selected: value === undefined }, "default"),
    ...known.map((name) => element("option", { value: name, selected: name === value }, name)),
  );
  return [select];
}

function yesNo({ id, schema, value }: ControlOptions, changed: Changed): HTMLElement {
  const box = element("input", {
    id,
    type: "checkbox",
    checked: value === undefined ? schema.default === true : value === true,
    onchange: () => changed(box.checked, false),
  });
  return box;
}

function figureOrText({ id, schema, value, label }: ControlOptions, changed: Changed): HTMLElement[] {
  const beside =
    schema.type === "string"
      ? undefined
      : slider(schema, value ?? schema.default, label, (moved, dragging) => {
          text.value = show(moved);
          changed(moved, dragging);
        });
  const text = element("input", {
    id,
    type: "text",
    value: value === undefined ? "" : show(value),
    placeholder: schema.default === undefined ? "" : show(schema.default),
    autocomplete: "off",
    spellcheck: false,
    oninput: () => {
      const now = read(text.value, schema);
      beside?.follow(now);
      changed(now, false);
    },
  });
  if (!schema.suggestions) return beside ? [text, beside.node] : [text];
  text.setAttribute("list", `${id}:choices`);
  return [
    text,
    element(
      "datalist",
      { id: `${id}:choices` },
      ...schema.suggestions.map((each) => element("option", { value: each })),
    ),
  ];
}

/** As YAML reads it: numbers and lists are what they look like, everything else is text. */
function read(text: string, schema: Schema): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (schema.type === "string") return trimmed;
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  if (/^[[{]|^(true|false)$/.test(trimmed)) {
    try {
      return JSON.parse(trimmed);
    } catch {
      return trimmed;
    }
  }
  return trimmed;
}
