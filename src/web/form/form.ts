// Controls made from a schema: every key a scenario may have has one. What is stated stands open, the rest behind "more".
import { type Child, element, fill } from "../dom.ts";
import { type Control, control, originOf } from "./control.ts";
import { originLine } from "./origin.ts";
import {
  hintOf,
  isMapping,
  kindOf,
  kindsOf,
  labelOf,
  type Mapping,
  type Path,
  pathText,
  type Schema,
  startOf,
} from "./schema.ts";

export interface FormContext {
  /** The value of what the form is about, changed at a path; `rebuild` where other controls are needed then. */
  change(path: Path, value: unknown, how: { dragging?: boolean; rebuild?: boolean }): void;
  /** Names to choose from, by the key that takes them. */
  choices(path: Path): readonly string[] | undefined;
  /** Shown below a control: what it names, with figures and sources. */
  facts(path: Path, value: string): Child;
  /** Controls of unstated keys that stand open all the same. */
  always(path: Path): boolean;
  /** Where the value at a path was stated. */
  source(path: Path): string;
  /** Keys that have controls elsewhere. */
  elsewhere(path: Path): boolean;
  /** Which "more" the reader has opened. */
  opened: Set<string>;
}

/** The controls of a mapping's keys. */
export function fields(schema: Schema, value: Mapping, path: Path, context: FormContext): HTMLElement[] {
  const open: HTMLElement[] = [];
  const more: HTMLElement[] = [];
  const keys: string[] = [];
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const at = [...path, key];
    if (inner.const !== undefined || context.elsewhere(at)) continue;
    const stated = value[key] !== undefined;
    const made = field(inner, value[key], at, context, schema.required?.includes(key) ?? false);
    if (stated || context.always(at)) open.push(made);
    else {
      more.push(made);
      keys.push(labelOf(key));
    }
  }
  if (more.length === 0) return open;
  const id = pathText(path);
  const details = element(
    "details",
    {
      className: "more",
      open: context.opened.has(id),
      ontoggle: () => (details.open ? context.opened.add(id) : context.opened.delete(id)),
    },
    element("summary", {}, "More: ", keys.join(", ")),
    ...more,
  );
  return [...open, details];
}

/** One key: a control, a group of controls, a choice of kinds, or a list. */
export function field(
  schema: Schema,
  value: unknown,
  path: Path,
  context: FormContext,
  required: boolean,
): HTMLElement {
  const kinds = kindsOf(schema);
  if (kinds.length > 0) return union(schema, value, path, context, required);
  if (schema.properties) return group(schema, value, path, context, required);
  if (schema.additionalProperties && schema.type === "object") return record(schema, value, path, context);
  if (schema.items?.properties) return list(schema, value, path, context);
  return leaf(schema, value, path, context, required);
}

const titleOf = (path: Path) => labelOf(String(path.at(-1)));

function leaf(
  schema: Schema,
  value: unknown,
  path: Path,
  context: FormContext,
  required: boolean,
): HTMLElement {
  const made: Control = control({
    schema,
    value,
    id: pathText(path),
    path,
    source: context.source(path),
    label: titleOf(path),
    required,
    choices: context.choices(path),
    onChange: (changed, dragging) => {
      context.change(path, changed, { dragging });
      if (!dragging) showFacts(changed);
    },
  });
  const facts = element("div");
  const showFacts = (now: unknown) => fill(facts, typeof now === "string" ? context.facts(path, now) : null);
  showFacts(value);
  return element("div", { className: "field", "data-path": pathText(path) }, ...made.nodes, facts, problem());
}

const problem = () => element("p", { className: "problem", hidden: true });

/** A mapping; one that may be left out has a button instead while it is. */
function group(
  schema: Schema,
  value: unknown,
  path: Path,
  context: FormContext,
  required: boolean,
): HTMLElement {
  const hint = hintOf(schema);
  const optional = !required && schema.default === undefined && (schema.required?.length ?? 0) > 0;
  const heading = [titleOf(path), hint ? element("small", {}, " ", hint) : null];
  if (optional && value === undefined)
    return element(
      "div",
      { className: "field", "data-path": pathText(path) },
      element(
        "button",
        { type: "button", onclick: () => context.change(path, startOf(schema), { rebuild: true }) },
        "Add ",
        titleOf(path),
      ),
      hint ? element("small", { className: "hint always" }, hint) : null,
      problem(),
    );
  return element(
    "fieldset",
    { "data-path": pathText(path) },
    element("legend", {}, ...heading),
    ...fields(schema, isMapping(value) ? value : {}, path, context),
    optional ? remove(path, context) : null,
    problem(),
  );
}

const remove = (path: Path, context: FormContext) =>
  element(
    "button",
    { type: "button", className: "plain", onclick: () => context.change(path, undefined, { rebuild: true }) },
    "Remove ",
    titleOf(path),
  );

/** A union: which kind, then the controls of that kind. */
function union(
  schema: Schema,
  value: unknown,
  path: Path,
  context: FormContext,
  required: boolean,
): HTMLElement {
  const kinds = kindsOf(schema);
  const stated = value !== undefined;
  const current = kindOf(kinds, value);
  const id = `${pathText(path)}:kind`;
  const unit = `one of ${kinds.length}`;
  const origin = originLine(id, originOf(schema, unit, value, context.source(path), required));
  const choose = element(
    "select",
    {
      id,
      className: "kind",
      "aria-describedby": origin.id,
      onchange: () => {
        const chosen = kinds.find(({ name }) => name === choose.value);
        const kept = isMapping(value) ? carried(chosen?.schema, value) : {};
        const start = chosen && startOf(chosen.schema);
        context.change(path, isMapping(start) ? { ...start, ...kept } : start, { rebuild: true });
      },
    },
    required && stated ? null : element("option", { value: "", selected: !stated }, "default"),
    ...kinds.map(({ name }) =>
      element("option", { value: name, selected: stated && name === current.name }, name),
    ),
  );
  const hint = hintOf(schema);
  const inner =
    stated && isMapping(value)
      ? within(current.schema, value, path, context)
      : stated && typeof value === "boolean"
        ? [toggle(value, path, origin.id, context)]
        : [];
  return element(
    "fieldset",
    { "data-path": pathText(path) },
    element("legend", {}, element("label", { htmlFor: id }, titleOf(path)), " ", choose),
    origin.node,
    hint ? element("small", { className: "hint always" }, hint) : null,
    ...inner,
    problem(),
  );
}

const toggle = (value: boolean, path: Path, originId: string, context: FormContext) => {
  const box = element("input", {
    type: "checkbox",
    "aria-describedby": originId,
    checked: value,
    onchange: () => context.change(path, box.checked, {}),
  });
  return element("label", { className: "check" }, box, " on");
};

/** Controls of a kind; where its one key holds the rest, that key goes without saying. */
function within(schema: Schema, value: Mapping, path: Path, context: FormContext): HTMLElement[] {
  const keys = Object.entries(schema.properties ?? {});
  const [only] = keys;
  if (keys.length === 1 && only && isMapping(value[only[0]])) {
    const at = [...path, only[0]];
    const kinds = kindsOf(only[1]);
    const inner = kinds.length > 0 ? kindOf(kinds, value[only[0]]).schema : only[1];
    return fields(inner, value[only[0]] as Mapping, at, context);
  }
  return fields(schema, value, path, context);
}

/** What the new kind has too. */
function carried(schema: Schema | undefined, value: Mapping): Mapping {
  const known = schema?.properties ?? {};
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => known[key] !== undefined && known[key].const === undefined),
  );
}

/** Limits by statistic, agents by role: the keys there are, and those that may be added. */
function record(schema: Schema, value: unknown, path: Path, context: FormContext): HTMLElement {
  const inner = schema.additionalProperties as Schema;
  const entries = Object.entries(isMapping(value) ? value : {});
  const addable = (schema.propertyNames?.enum ?? []).filter((name) => !entries.some(([key]) => key === name));
  const add = (name: string) =>
    element(
      "button",
      {
        type: "button",
        className: "plain",
        onclick: () => context.change([...path, name], startOf(inner), { rebuild: true }),
      },
      "+ ",
      name,
    );
  return element(
    "fieldset",
    { "data-path": pathText(path) },
    element("legend", {}, titleOf(path)),
    ...entries.map(([key, each]) => field(inner, each, [...path, key], context, false)),
    addable.length > 0 ? element("p", { className: "add" }, ...addable.map(add)) : null,
    problem(),
  );
}

function list(schema: Schema, value: unknown, path: Path, context: FormContext): HTMLElement {
  const items = Array.isArray(value) ? value : [];
  const set = (changed: unknown[]) =>
    context.change(path, changed.length > 0 ? changed : undefined, { rebuild: true });
  const one = titleOf(path).replace(/s$/, "");
  return element(
    "fieldset",
    { "data-path": pathText(path) },
    element("legend", { className: "visually-hidden" }, titleOf(path)),
    ...items.map((item, index) => {
      const at = [...path, index];
      return element(
        "fieldset",
        { className: "item", "data-path": pathText(at) },
        element("legend", {}, `${one} ${(isMapping(item) && item.name) || index + 1}`),
        ...fields(schema.items!, isMapping(item) ? item : {}, at, context),
        items.length > 1
          ? element(
              "button",
              { type: "button", className: "plain", onclick: () => set(items.filter((_, k) => k !== index)) },
              "Remove",
            )
          : null,
        problem(),
      );
    }),
    element(
      "button",
      {
        type: "button",
        className: "plain",
        onclick: () => set([...items, structuredClone(items.at(-1) ?? startOf(schema.items!))]),
      },
      "+ ",
      one,
    ),
    problem(),
  );
}
