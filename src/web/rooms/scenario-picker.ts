// Which scenario: those that ship, a file, a link; and with which seed.
import { download, element } from "../dom.ts";
import { textOf } from "../file-drop.ts";
import { control } from "../form/control.ts";
import { asGiven, originLine } from "../form/origin.ts";
import { markInvalid } from "../form/problems.ts";
import type { OwnFiles } from "../worker/files.ts";
import type { Example, ScenarioState } from "../worker/scenario.ts";

interface Options {
  examples: readonly Example[];
  state: ScenarioState;
  /** Whether it could be opened. */
  open(path: string, text?: string, files?: OwnFiles): Promise<boolean>;
  /** To the scenario whose controls are below, from what was not opened. */
  back(): void;
  /** Of files that hold no scenario. */
  onProblem(file: string, message: string): void;
  /** The scenario as it is now, as YAML. */
  text(): Promise<string>;
  onSeed(seed: number): void;
  seedSource: string;
}

export function scenarioPicker({
  examples,
  state,
  open,
  back,
  text,
  onProblem,
  onSeed,
  seedSource,
}: Options): HTMLElement {
  const fileName = state.path.split("/").at(-1)!;
  const ships = examples.some(({ path }) => path === state.path);
  const origin = originLine(
    "scenario",
    asGiven(`one of ${examples.length}`, ships ? `${state.path}, ships with forewatt` : `${fileName}, yours`),
  );
  const select = element(
    "select",
    {
      id: "scenario",
      "aria-describedby": origin.id,
      onchange: () => void (select.value === state.path ? back() : open(select.value)),
    },
    ...examples.map(({ path, title }) =>
      element("option", { value: path, selected: path === state.path }, title),
    ),
    ships ? null : element("option", { value: state.path, selected: true }, fileName),
  );
  const refused = element("option", { disabled: true });
  /** The controls are those of the scenario before, and what was chosen is not that one. */
  const refuse = (name: string) => {
    refused.textContent = `${name}: not opened`;
    select.prepend(refused);
    refused.selected = true;
    origin.tell(asGiven(`one of ${examples.length}`, `not opened; the controls are still of ${fileName}`));
  };
  const file = element("input", {
    type: "file",
    accept: ".yaml,.yml,.csv,.json,.jsonl,.gz",
    multiple: true,
    className: "visually-hidden",
    tabIndex: -1,
    "aria-label": "Scenario file, and the traces it names",
    onchange: async () => {
      const chosen = [...(file.files ?? [])];
      const scenario = chosen.find(({ name }) => /\.ya?ml$/i.test(name));
      file.value = "";
      const [other] = chosen;
      if (!scenario) {
        if (!other) return;
        refuse(other.name);
        onProblem(other.name, `choose the scenario's YAML too: ${other.name} is none`);
        return;
      }
      const beside = await Promise.all(
        chosen
          .filter((each) => each !== scenario)
          // What cannot be unpacked goes on as it is: the reader of the trace says what is wrong with it.
          .map(async (each) => [each.name, (await textOf(each)) ?? (await each.text())] as const),
      );
      const text = await scenario.text();
      if (!(await open(`scenarios/${scenario.name}`, text, Object.fromEntries(beside))))
        refuse(scenario.name);
    },
  });
  const save = async () => download(fileName, await text(), "application/yaml");
  const wrong = element(
    "p",
    { id: "seed:problem", className: "problem", hidden: true },
    "expected a whole number",
  );
  const seed = control({
    schema: {
      type: "string",
      unit: "whole number",
      default: "1",
      description: "of every random draw; the same for all deployments",
    },
    value: state.seed === 1 ? undefined : String(state.seed),
    id: "seed",
    path: ["seed"],
    source: seedSource,
    label: "seed",
    required: false,
    choices: undefined,
    onChange: (value) => {
      const given = Number(value ?? 1);
      wrong.hidden = Number.isSafeInteger(given) && given >= 0;
      markInvalid(seed.nodes[1]!, wrong.hidden ? undefined : wrong.id);
      if (wrong.hidden) onSeed(given);
    },
  });
  return element(
    "div",
    { className: "picker" },
    element("label", { htmlFor: "scenario" }, "Scenario"),
    select,
    origin.node,
    element(
      "p",
      { className: "buttons" },
      element(
        "button",
        {
          type: "button",
          title: "a scenario, together with the traces it names",
          onclick: () => file.click(),
        },
        "Open YAML",
      ),
      file,
      element("button", { type: "button", onclick: save }, "Save YAML"),
      copyLink(),
    ),
    element("div", { className: "field" }, ...seed.nodes, wrong),
  );
}

function copyLink(): HTMLElement {
  const button = element("button", { type: "button", onclick: copy }, "Copy link");
  async function copy(): Promise<void> {
    const copied = await navigator.clipboard.writeText(location.href).then(
      () => true,
      () => false,
    );
    button.textContent = copied ? "Link copied" : "Copy the address above";
    setTimeout(() => {
      button.textContent = "Copy link";
    }, 2000);
  }
  return button;
}
