// Forecast: a series out of a CSV file, its fan of quantiles, and what is odd about it.
import { inControls } from "../control-names.ts";
import { download, element, fill } from "../dom.ts";
import { fileDrop } from "../file-drop.ts";
import { type FormContext, fields } from "../form/form.ts";
import { markProblems } from "../form/problems.ts";
import { isMapping, type Schema, withValue } from "../form/schema.ts";
import { plainTable } from "../tables.ts";
import type { ForecastAnswer, ForecastState } from "../worker/forecast.ts";
import type { Room } from "./room.ts";
import { workbench } from "./workbench.ts";

const isState = (state: unknown): state is ForecastState =>
  isMapping(state) && typeof state.text === "string" && isMapping(state.asked);

const text = (
  unit: string,
  description: string,
  fallback?: string,
  suggestions?: readonly string[],
): Schema => ({
  type: "string",
  unit,
  description,
  ...(fallback === undefined ? {} : { default: fallback }),
  ...(suggestions === undefined ? {} : { suggestions }),
});

/** The options of the command, by their names. */
const options: Schema = {
  properties: {
    series: text("name", "which series, where the file has several"),
    horizon: text("duration", "how far ahead: 24mo, 2y, 26w, 90d", "12mo", ["12mo", "24mo", "3y", "5y"]),
    step: text("duration", "a row every 1mo, 1w, 1q, 1y …", "1mo", ["1w", "1mo", "1q", "1y"]),
    unit: text(
      "unit",
      "unit of the answer, such as tokens/day; of the values too, where the file states none",
      "the file's",
      ["tokens/day", "tokens/month", "tokens/year", "requests/day", "requests/month"],
    ),
    "growth-prior": text("growth", "growth to expect", "by the data"),
    cap: text(
      "unit of the answer",
      "what demand cannot exceed, in the unit of the answer: logistic and Gompertz join",
      "none",
    ),
    "regime-start": text("date", "leave out what lies before this date"),
    population: text(
      "unit of the answer",
      "the whole this is part of, in the unit of the answer; flagged when outgrown",
    ),
    start: text("date and value", "a last point of your own: 2026-01-01=1.5e12"),
    date: text("column", "column of the dates; default: found by its name"),
    column: text("column", "column of the values; default: found by its name"),
  },
};
const open = /^(series|horizon|step|unit|growth-prior|cap)$/;

export const forecast: Room = {
  id: "forecast",
  title: "Forecast",
  about: "forecast",

  open({ host, simulator, state: given, keep }) {
    let state: ForecastState = isState(given) ? given : { file: "", text: "", asked: {} };
    const below = element("div", { className: "beside" });
    const controls = element("section", {});
    const drop = fileDrop({
      label: "Series (CSV: a column of dates, one of values)",
      unit: "CSV, in the unit it states",
      accept: ".csv,.txt,.gz,text/csv",
      rows: 9,
      onText: (file, content, another) => {
        state = { file, text: content, asked: another ? {} : state.asked };
        if (another) build();
        changed();
      },
    });
    const form = element(
      "form",
      { className: "shared", "aria-label": "Series", onsubmit: (event) => event.preventDefault() },
      drop.node,
      controls,
    );

    function changed(): void {
      keep(state);
      bench.ask({ preview: false });
    }

    const context: FormContext = {
      change(path, value) {
        state = {
          ...state,
          asked: withValue(
            state.asked,
            path,
            value === undefined ? undefined : String(value),
          ) as ForecastState["asked"],
        };
        changed();
      },
      choices: () => undefined,
      facts: () => null,
      source: () => `stated with ${state.file.split("/").at(-1)}`,
      always: (path) => open.test(String(path[0])),
      elsewhere: () => false,
      opened: new Set(),
    };
    const build = () => fill(controls, ...fields(options, state.asked, [], context));

    const bench = workbench<ForecastAnswer>({
      wide: true,
      work: (_, how) => simulator.perform("forecastOf", state, how),
      mark: (problems) =>
        markProblems(
          [form],
          drop
            .showProblems(problems.map((each) => ({ ...each, message: inControls(each.message) })))
            .map((each) => ({ ...each, path: each.path.replace(/^--/, "") })),
        ),
      show(answer) {
        bench.result.hidden = answer.refused !== undefined;
        if (answer.refused) {
          bench.head.show(
            `No forecast: ${answer.refused.message}.`,
            `It needs ${inControls(answer.refused.needs)}.`,
          );
          return;
        }
        bench.head.show(`${answer.chart!.title}.`, `Prior: ${answer.prior}.`);
        bench.charts.show([answer.chart!]);
        showBelow(answer);
      },
    });
    bench.result.append(bench.charts.node, below);

    function showBelow({ flags, unit, head: heads, rows, csv, json }: ForecastAnswer): void {
      fill(
        below,
        flags.length === 0
          ? null
          : element(
              "section",
              { className: "flags" },
              element("h2", {}, "Flags"),
              element(
                "ul",
                {},
                ...flags.map(({ code, message }) =>
                  element("li", {}, element("code", {}, code), " ", inControls(message)),
                ),
              ),
            ),
        plainTable(`${unit}: quantiles, and the lines a spreadsheet would draw`, heads, rows),
        element(
          "p",
          { className: "buttons" },
          element(
            "button",
            { type: "button", onclick: () => download("forecast.csv", csv, "text/csv") },
            "Save forecast.csv",
          ),
          element(
            "button",
            { type: "button", onclick: () => download("forecast.json", json, "application/json") },
            "Save forecast.json",
          ),
        ),
      );
    }

    void simulator.perform("forecastBasics", null).then(({ example, growthClasses }) => {
      options.properties!["growth-prior"] = text(
        "growth",
        `growth to expect: ${growthClasses.join(", ")}, or stated as x3/year, 40%/year`,
        "by the data",
        [...growthClasses, "x3/year", "40%/year"],
      );
      if (!isState(given)) state = example;
      drop.show(state.file, state.text);
      build();
      changed();
    });
    return bench.lay(host, form, bench.head.node, bench.result);
  },
};
