// Plan: fleet, megawatts and money over the months of a plan, and the files that finance takes.
import { strToU8, zipSync } from "fflate";
import { reportSections } from "../blocks.ts";
import { download, element, fill } from "../dom.ts";
import { fileDrop } from "../file-drop.ts";
import { asGiven, originLine } from "../form/origin.ts";
import { isMapping } from "../form/schema.ts";
import { plainTable } from "../tables.ts";
import type { PlanAnswer, PlanState } from "../worker/plan.ts";
import type { Room } from "./room.ts";
import { workbench } from "./workbench.ts";

const isState = (state: unknown): state is PlanState =>
  isMapping(state) && typeof state.text === "string" && typeof state.path === "string";

export const plan: Room = {
  id: "plan",
  title: "Plan",
  about: "plan",

  open({ host, simulator, state: given, keep }) {
    let state: PlanState = isState(given) ? given : { path: "", text: "" };
    const cases = element("div");
    const files = element("div");
    const table = element("div");
    const sections = reportSections();
    const picker = element("div", { className: "picker" });

    const bench = workbench<PlanAnswer>({
      work: (quick, how) => simulator.perform("planOf", { state, quick }, how),
      mark: (problems) => drop.showProblems(problems),
      show(answer) {
        showCase(answer, answer.chosen);
        fill(table, plainTable(answer.name, answer.heads, answer.rows));
        sections.show(answer.sections);
        showFiles(files, answer);
      },
    });
    bench.result.append(cases, bench.charts.node, table, files, sections.node);
    // The plan first; how sure it is, what it hangs on and how strategies compare follow.
    const start = () => bench.ask({ preview: true });

    function showCase(answer: PlanAnswer, index: number): void {
      const shown = answer.cases[index]!;
      const isChosen = index === answer.chosen;
      bench.head.show(
        isChosen ? answer.answer : shown.answer,
        isChosen
          ? answer.confidence || "How sure that is, follows."
          : "Another case than the one shown first.",
        [...(isChosen ? answer : shown).below, ...answer.notes].map(
          (note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}`,
        ),
      );
      const origin = originLine("case", {
        unit: `one of ${answer.cases.length}`,
        source: isChosen ? "the case the summary is about" : "chosen by you",
        confidence: isChosen ? "see above" : "given",
      });
      const select = element(
        "select",
        { id: "case", "aria-describedby": origin.id, onchange: () => showCase(answer, select.selectedIndex) },
        ...answer.cases.map(({ label }, k) => element("option", { selected: k === index }, label)),
      );
      fill(
        cases,
        element(
          "div",
          { className: "case" },
          element("label", { htmlFor: "case" }, "Show"),
          select,
          origin.node,
        ),
      );
      bench.charts.show(shown.charts);
    }

    const drop = fileDrop({
      label: "Plan (YAML)",
      unit: "YAML, each figure with its unit",
      accept: ".yaml,.yml",
      rows: 24,
      onText: (file, text, another) => {
        state = { path: another ? `scenarios/plan/${file}` : state.path, text };
        keep(state);
        // A file is planned at once, what is typed when asked.
        if (another) start();
      },
    });
    const form = element(
      "form",
      {
        className: "shared",
        "aria-label": "Plan",
        onsubmit: (event) => {
          event.preventDefault();
          start();
        },
        onkeydown: (event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) start();
        },
      },
      picker,
      drop.node,
      element(
        "p",
        { className: "buttons" },
        element("button", { type: "submit", className: "primary" }, "Plan"),
        element(
          "button",
          {
            type: "button",
            onclick: () => download(state.path.split("/").at(-1)!, state.text, "application/yaml"),
          },
          "Save YAML",
        ),
      ),
    );

    void simulator.perform("planExamples", null).then((examples) => {
      const show = (shown: PlanState) => {
        state = { path: shown.path, text: shown.text };
        drop.show(state.path, state.text);
        keep(state);
        start();
      };
      const origin = originLine(
        "example",
        asGiven(`one of ${examples.length}`, "plans that ship with forewatt"),
      );
      const select = element(
        "select",
        {
          id: "example",
          "aria-describedby": origin.id,
          onchange: () => show(examples[select.selectedIndex]!),
        },
        ...examples.map(({ path, title }) => element("option", { selected: path === state.path }, title)),
      );
      if (!examples.some(({ path }) => path === state.path) && isState(given)) select.selectedIndex = -1;
      fill(picker, element("label", { htmlFor: "example" }, "Example"), select, origin.node);
      show(isState(given) ? given : examples[0]!);
    });
    const laid = bench.lay(host, form, bench.head.node, bench.result);
    return {
      close() {
        laid.close();
        sections.close();
      },
    };
  },
};

function showFiles(place: HTMLElement, { files }: PlanAnswer): void {
  const all = () =>
    zipSync(Object.fromEntries(files.map(({ name, csv }) => [name, strToU8(csv)])), { level: 6 }) as BlobPart;
  fill(
    place,
    element("h2", {}, "Files for finance"),
    element(
      "p",
      { className: "buttons" },
      ...files.map(({ name, csv }) =>
        element("button", { type: "button", onclick: () => download(name, csv, "text/csv") }, name),
      ),
      element(
        "button",
        { type: "button", onclick: () => download("plan.zip", all(), "application/zip") },
        "All as ZIP",
      ),
    ),
  );
}
