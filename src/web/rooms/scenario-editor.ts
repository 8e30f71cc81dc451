// A scenario by its controls: what all deployments share, and the deployments beside each other.
import type { Problem } from "../../base/errors.ts";
import type { ProfileKind } from "../../profiles/library.ts";
import { element, fill } from "../dom.ts";
import { type FormContext, field, fields } from "../form/form.ts";
import { asGiven, originLine } from "../form/origin.ts";
import { markProblems } from "../form/problems.ts";
import { isMapping, type Mapping, type Path, pathText, type Schema, withValue } from "../form/schema.ts";
import { stated } from "../form/stated.ts";
import type { Simulator } from "../simulator.ts";
import { BadInput } from "../simulator.ts";
import { factsBelow, swatch } from "../tables.ts";
import type { OwnFiles } from "../worker/files.ts";
import type { ScenarioBasics, ScenarioState, StateWithFiles } from "../worker/scenario.ts";
import { scenarioPicker } from "./scenario-picker.ts";

export interface ScenarioEditor {
  /** Model, load, service level and money, and beside them the deployments. */
  node: HTMLElement;
  /** For the tasks about a scenario. */
  input(): StateWithFiles;
  /** Beside their controls; answers with those that have none. */
  showProblems(problems: readonly Problem[]): readonly Problem[];
}

interface Options {
  simulator: Simulator;
  /** What the link says. */
  state: ScenarioState | undefined;
  /** Another scenario than before. */
  onOpened(state: ScenarioState): void;
  onChange(state: ScenarioState, dragging: boolean): void;
  /** Of a file that cannot be opened. */
  onProblems(problems: readonly Problem[]): void;
}

/** The answer comes first; the worker does one thing at a time. */
const FACTS_AFTER_MILLISECONDS = 600;

const firstScenario = "scenarios/chat-70b-blackwell.yaml";

/** Keys of the scenario in the order a reader thinks of them. */
const sections: { heading: string; keys: readonly string[] }[] = [
  { heading: "Model", keys: ["model", "precision", "engine"] },
  { heading: "Load", keys: ["workload"] },
  { heading: "Service level", keys: ["slo"] },
  { heading: "Facility and money", keys: ["facility", "cost"] },
];

const always =
  /^(model|engine|precision|precision\.(weights|kv)|workload\.(arrivals|lengths|requests)|slo(\.(ttft|tpot))?|facility(\.pue)?|cost|deployments\.[^.]+\.(router|pools\[\d+\]\.(role|hardware|instances|parallel|parallel\.tensor)))$/;
const elsewhere = /^(schema|title|deployments|search)$/;

const pathOf = (deployment: string) => pathText(["deployments", deployment]);
const nameOf = (deployment: string) => `${pathOf(deployment)}:name`;

const isState = (state: unknown): state is ScenarioState =>
  isMapping(state) &&
  isMapping(state.value) &&
  typeof state.path === "string" &&
  typeof state.seed === "number";

export function scenarioEditor({
  simulator,
  state: given,
  onOpened,
  onChange,
  onProblems,
}: Options): ScenarioEditor {
  let basics: ScenarioBasics | undefined;
  let state: ScenarioState = isState(given) ? given : { path: firstScenario, value: {}, seed: 1 };
  let files: OwnFiles = {};
  /** A link does not say which of its values are another's than the file's. */
  let linked = isState(given);
  const opened = new Set<string>();
  const origins = stated(() => (linked ? "this link" : state.path.split("/").at(-1)!));
  const shared = element("form", {
    className: "shared",
    "aria-label": "Scenario",
    onsubmit: (event) => event.preventDefault(),
  });
  const deployments = element("form", {
    className: "deployments",
    "aria-label": "Deployments",
    onsubmit: (event) => event.preventDefault(),
  });

  const schema = () => basics!.schema as Schema;
  const deploymentsOf = () =>
    (isMapping(state.value.deployments) ? state.value.deployments : {}) as Record<string, Mapping>;

  function change(
    path: Path,
    value: unknown,
    { dragging = false, rebuild = false }: { dragging?: boolean; rebuild?: boolean },
  ): void {
    state = { ...state, value: withValue(state.value, path, value) as Mapping };
    origins.byReader(pathText(path));
    if (rebuild) build();
    onChange(state, dragging);
  }

  const kinds: [RegExp, ProfileKind, () => readonly string[]][] = [
    [/^model$/, "model", () => basics!.models],
    [/^engine$/, "engine", () => basics!.engines],
    [/\.hardware$/, "hardware", () => basics!.hardware],
  ];
  const kindAt = (path: Path) => kinds.find(([pattern]) => pattern.test(pathText(path)));

  const context: FormContext = {
    change,
    opened,
    choices: (path) => kindAt(path)?.[2](),
    facts(path, name) {
      const kind = kindAt(path)?.[1];
      if (!kind) return null;
      const place = element("div");
      setTimeout(async () => {
        const facts = await simulator.perform("profileFacts", { kind, name });
        fill(place, facts ? factsBelow(facts) : null);
      }, FACTS_AFTER_MILLISECONDS);
      return place;
    },
    always: (path) => always.test(pathText(path)),
    source: (path) => origins.source(pathText(path)),
    elsewhere: (path) => path.length === 1 && elsewhere.test(String(path[0])),
  };

  function build(): void {
    const focused = document.activeElement?.id ?? "";
    const { properties } = schema();
    fill(
      shared,
      scenarioPicker({
        examples: basics!.examples,
        state,
        open,
        back: another,
        onProblem: (file, message) => onProblems([{ file, line: 0, column: 0, path: "", message }]),
        text: () => simulator.perform("scenarioText", state),
        seedSource: origins.source("seed"),
        onSeed: (seed) => {
          state = { ...state, seed };
          origins.byReader("seed");
          onChange(state, false);
        },
      }),
      ...sections.map(({ heading, keys }) =>
        element(
          "section",
          {},
          element("h2", {}, heading),
          ...keys.flatMap((key) => {
            const inner = properties![key]!;
            const value = state.value[key];
            // A section about one thing needs no second heading.
            return keys.length === 1 && inner.properties
              ? fields(inner, isMapping(value) ? value : {}, [key], context)
              : [field(inner, value, [key], context, schema().required?.includes(key) ?? false)];
          }),
        ),
      ),
    );
    const inner = properties!.deployments!.additionalProperties as Schema;
    const all = deploymentsOf();
    fill(
      deployments,
      ...Object.keys(all).map((name, index) => card(inner, name, index, Object.keys(all).length)),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  function card(inner: Schema, name: string, index: number, count: number): HTMLElement {
    const path: Path = ["deployments", name];
    const origin = originLine(nameOf(name), asGiven("name", origins.source(nameOf(name))));
    const input = element("input", {
      type: "text",
      className: "name",
      value: name,
      "aria-describedby": origin.id,
      "aria-label": `Name of deployment ${index + 1}`,
      spellcheck: false,
      onchange: () => rename(name, input.value.trim()),
    });
    return element(
      "section",
      {
        className: `card deployment-${index % 6}`,
        "data-path": pathText(path),
        "aria-label": `Deployment ${name}`,
      },
      element(
        "header",
        {},
        swatch(index),
        input,
        element(
          "button",
          { type: "button", className: "plain", title: "Add a copy of it", onclick: () => duplicate(name) },
          "Duplicate",
        ),
        count > 1
          ? element(
              "button",
              {
                type: "button",
                className: "plain",
                onclick: () =>
                  setDeployments(Object.entries(deploymentsOf()).filter(([key]) => key !== name)),
              },
              "Remove",
            )
          : null,
      ),
      origin.node,
      ...fields(inner, deploymentsOf()[name] as Mapping, path, context),
      element("p", { className: "problem", hidden: true }),
    );
  }

  /** What is in none of them is as it was, and as it was stated. */
  function setDeployments(entries: [string, Mapping][]): void {
    state = { ...state, value: { ...state.value, deployments: Object.fromEntries(entries) } };
    build();
    onChange(state, false);
  }

  function rename(from: string, to: string): void {
    if (to === "" || to === from || to in deploymentsOf()) {
      build();
      return;
    }
    origins.moved(pathOf(from), pathOf(to));
    origins.byReader(nameOf(to));
    setDeployments(Object.entries(deploymentsOf()).map(([key, each]) => [key === from ? to : key, each]));
  }

  function duplicate(name: string): void {
    const all = deploymentsOf();
    let number = 2;
    while (`${name}-${number}` in all) number++;
    const copy = `${name}-${number}`;
    origins.byReader(pathOf(copy));
    setDeployments([...Object.entries(all), [copy, structuredClone(all[name]!)]]);
  }

  /** Its controls are made while the answer is on its way. */
  function another(): void {
    onOpened(state);
    build();
  }

  async function open(path: string, text?: string, own: OwnFiles = {}): Promise<boolean> {
    try {
      state = await simulator.perform("openScenario", { path, text, files: own });
      origins.clear();
      linked = false;
      files = own;
      another();
      return true;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      onProblems(error.problems);
      return false;
    }
  }

  void simulator.perform("scenarioBasics", null).then((answer) => {
    basics = answer;
    if (isState(given)) another();
  });
  // Its turn comes after the basics.
  if (!isState(given)) void open(firstScenario);

  return {
    node: element("div", { className: "question" }, shared, deployments),
    input: () => ({ state, files }),
    showProblems: (problems) => markProblems([shared, deployments], problems),
  };
}
