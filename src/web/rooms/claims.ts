// Claims: what a vendor says, what it leaves out, and what comes of it when the reader fills that in.
import { times } from "../../report/format.ts";
import { element, fill } from "../dom.ts";
import { asGiven, byYou, originLine } from "../form/origin.ts";
import { markProblems } from "../form/problems.ts";
import { isMapping } from "../form/schema.ts";
import { plainTable } from "../tables.ts";
import type { ClaimAnswer, ClaimAssumption, ClaimsState, ClaimText } from "../worker/claims.ts";
import type { Room } from "./room.ts";
import { workbench } from "./workbench.ts";

const isState = (state: unknown): state is ClaimsState =>
  isMapping(state) && typeof state.name === "string" && isMapping(state.stated);

const firstClaim = "rubin-lpx-35x";
/** "1 rack", "2 racks", "10 µs". */
function inUnit(value: number, unit: string): string {
  if (unit === "1") return String(value);
  if (unit === "us") return `${value}\u00a0µs`;
  return `${value}\u00a0${value === 1 && /^[a-z]{3,}s$/.test(unit) ? unit.slice(0, -1) : unit}`;
}

export const claims: Room = {
  id: "claims",
  title: "Claims",
  about: "claims",

  open({ host, simulator, state: given, keep }) {
    let texts: ClaimText[] = [];
    let state: ClaimsState = isState(given) ? given : { name: firstClaim, stated: {} };
    const said = element("section", { className: "said", "aria-label": "The claim" });
    const controls = element("form", {
      className: "shared",
      "aria-label": "Undisclosed assumptions",
      onsubmit: (event) => event.preventDefault(),
    });
    const details = element("div");
    const bench = workbench<ClaimAnswer | undefined>({
      wide: true,
      mark: (problems) => markProblems([controls], problems),
      work: (quick, how) => simulator.perform("weighClaim", { state, quick }, how),
      show(answer, quick) {
        if (answer) show(answer, quick);
      },
    });
    bench.result.append(bench.charts.node, details);

    const labelOf = (path: string) =>
      texts.flatMap(({ assumptions }) => assumptions).find((each) => each.path === path)?.label ?? path;

    function show({ result, verdict, where, remarks, chart }: ClaimAnswer, quick: boolean): void {
      const {
        claimedRatio,
        simulatedRatio,
        fractionOfAssumptionsWhereItHolds: share,
        settingsTried,
      } = result;
      const claimed = claimedRatio === null ? "" : `${times(claimedRatio)} claimed, `;
      const simulated = `${claimed}${times(simulatedRatio.central)} simulated`;
      if (quick) {
        bench.head.show(
          `${simulated} at these values.`,
          "What is left open is at its central value; every combination of it follows.",
        );
      } else {
        const every = `${where === "" ? "It holds in" : "That is"} ${Number(((share ?? 0) * 100).toPrecision(2))} % of ${settingsTried} combinations of what is left open, and at ${result.levelsWhereItHolds} of ${result.curve.length} interactivities with central values. Ratio over all of them: ${times(simulatedRatio.low)} to ${times(simulatedRatio.high)}.`;
        bench.head.show(
          `${simulated}: ${verdict}.`,
          share === null || settingsTried === 1 ? "" : `${where} ${every}`.trim(),
        );
      }
      bench.charts.show([chart]);
      fill(
        details,
        quick
          ? null
          : [
              remarks.length === 0
                ? null
                : element(
                    "ul",
                    { className: "remarks" },
                    ...remarks.map((remark) => element("li", {}, `${remark}.`)),
                  ),
              plainTable(
                "Against baselines that the claim did and did not choose",
                ["Baseline", "Ratio", ""],
                result.baselines.map(({ name, ratio, chosenByTheClaim }) => [
                  name,
                  times(ratio),
                  chosenByTheClaim
                    ? result.claimedRatio === null
                      ? "judged against"
                      : "chosen by the claim"
                    : "",
                ]),
              ),
              plainTable(
                "Assumptions by how far they swing the ratio, the others central",
                ["Assumption", "Low end", "Ratio there", "High end", "Ratio there"],
                result.assumptions.map(({ path, low, high, unit, ratioAtLow, ratioAtHigh }) => [
                  labelOf(path),
                  inUnit(low, unit),
                  times(ratioAtLow),
                  inUnit(high, unit),
                  times(ratioAtHigh),
                ]),
              ),
            ],
      );
    }

    function set(path: string, value: number | undefined, dragging: boolean): void {
      const { [path]: _, ...others } = state.stated;
      state = { ...state, stated: value === undefined ? others : { ...others, [path]: value } };
      keep(state);
      bench.ask({ preview: dragging });
    }

    function build(): void {
      const text = texts.find(({ name }) => name === state.name);
      const list = (heading: string, entries: readonly string[]) =>
        entries.length === 0
          ? null
          : element(
              "div",
              {},
              element("h2", {}, heading),
              element("ul", {}, ...entries.map((each) => element("li", {}, each))),
            );
      const origin = originLine("claim", {
        unit: `one of ${texts.length}`,
        source: text?.source ?? "named by the link",
        confidence: "vendor",
      });
      const select = element(
        "select",
        {
          id: "claim",
          "aria-describedby": origin.id,
          onchange: () => {
            state = { name: select.value, stated: {} };
            keep(state);
            bench.result.hidden = true;
            build();
            bench.ask({ preview: true });
          },
        },
        ...texts.map(({ name, title }) =>
          element("option", { value: name, selected: name === state.name }, title),
        ),
      );
      const picker = element(
        "div",
        { className: "picker" },
        element("label", { htmlFor: "claim" }, "Claim"),
        select,
        origin.node,
      );
      if (!text) {
        // A link to what is not here: the answer says so.
        select.selectedIndex = -1;
        fill(controls, picker);
        fill(said);
        return;
      }
      fill(
        said,
        element("blockquote", {}, `“${text.claimed}”`, element("cite", {}, text.source)),
        element(
          "div",
          { className: "columns" },
          list("Its conditions", text.conditions),
          list("What it leaves out", text.leavesOut),
          list("What this test leaves out", text.simplified),
        ),
      );
      fill(
        controls,
        picker,
        element(
          "section",
          {},
          element("h2", {}, "Undisclosed assumptions"),
          element("p", { className: "quiet" }, "Each goes over its whole range until you state a value."),
          ...text.assumptions.map((assumption) =>
            assumptionField(assumption, state.stated[assumption.path], set),
          ),
        ),
      );
    }

    void simulator.perform("claimTexts", null).then((answer) => {
      texts = answer;
      build();
      bench.ask({ preview: true });
    });
    return bench.lay(host, controls, bench.head.node, said, bench.result);
  },
};

const STEPS = 100;

/** A slider between the ends of the range, or a choice; a button leaves it undisclosed again. */
function assumptionField(
  { path, label, low, central, high, unit, why, whole, choices }: ClaimAssumption,
  stated: number | undefined,
  set: (path: string, value: number | undefined, dragging: boolean) => void,
): HTMLElement {
  const origin = originLine(path);
  const value = element("output", { htmlFor: path } as Record<string, unknown>);
  const reset = element(
    "button",
    { type: "button", className: "plain", "aria-label": `Leave ${label} undisclosed` },
    "Leave open",
  );
  const unitText = unit === "us" ? "µs" : unit === "1" ? "plain number" : unit;
  const range = `${inUnit(low, unit)} to ${inUnit(high, unit)}`;
  const tell = (now: number | undefined) => {
    value.textContent = inUnit(now ?? central, unit);
    if (!choices) input.setAttribute("aria-valuetext", value.textContent);
    origin.tell(
      now === undefined
        ? { unit: unitText, source: `undisclosed: ${range}`, confidence: "assumed" }
        : asGiven(unitText, `${byYou}; range ${range}`),
    );
    reset.hidden = now === undefined;
  };
  const change = (now: number, dragging: boolean) => {
    tell(now);
    set(path, now, dragging);
  };
  // A count of a few has a step for each; what spans much goes evenly by factors.
  const countable = whole && high - low <= STEPS;
  const even = !countable && low > 0 && high / low > 20;
  const steps = countable ? high - low : STEPS;
  const toStep = (at: number) =>
    (even ? Math.log(at / low) / Math.log(high / low) : (at - low) / (high - low)) * steps;
  const toValue = (step: number) => {
    const exact = even ? low * (high / low) ** (step / steps) : low + (step / steps) * (high - low);
    return whole ? Math.round(exact) : Number(exact.toPrecision(3));
  };
  const input = choices
    ? element(
        "select",
        {
          id: path,
          "aria-describedby": origin.id,
          onchange: () => change(Number((input as HTMLSelectElement).value), false),
        },
        ...choices.map((each) =>
          element(
            "option",
            { value: String(each), selected: each === (stated ?? central) },
            inUnit(each, unit),
          ),
        ),
      )
    : element("input", {
        id: path,
        type: "range",
        "aria-describedby": origin.id,
        min: "0",
        max: String(steps),
        step: "1",
        value: String(toStep(stated ?? central)),
        oninput: () => change(toValue(Number(input.value)), true),
        onchange: () => change(toValue(Number(input.value)), false),
      });
  reset.onclick = () => {
    input.value = choices ? String(central) : String(toStep(central));
    tell(undefined);
    set(path, undefined, false);
  };
  tell(stated);
  return element(
    "div",
    { className: "field assumption", "data-path": path },
    element("div", { className: "label" }, element("label", { htmlFor: path }, label)),
    choices ? null : value,
    input,
    origin.node,
    element("small", { className: "hint always" }, why),
    reset,
    element("small", { className: "problem", hidden: true }),
  );
}
