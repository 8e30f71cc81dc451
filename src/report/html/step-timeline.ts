// The built-in timeline: what every instance did in the first seconds, prompts in full colour, decoding pale, gaps idle. All
// deployments share the time, so that they can be compared. The whole story is in the trace (`--trace-out`).
import { variableOf } from "../charts/palette.ts";
import { roundStep } from "../charts/round-step.ts";
import { number, seconds, timeUnits, unitFor } from "../format.ts";
import type { StepRun, StepTimeline, TimelineMark } from "../trace/step-timeline.ts";
import type { Block } from "./block.ts";
import { escapeHtml, figure, text } from "./markup.ts";

const width = 1000;
const labelWidth = 130;
const rowHeight = 22;
const opacities = { decode: 0.3, mixed: 0.65, prefill: 1 } as const;

/** Of marks, from the top of an instance's row: a triangle, a diamond. */
const shapes = { preempted: "l-4 -6h8z", "context fault": "l-4 -4l4 -4l4 4z" } as const;

const kindOf = ({ batch, promptTokens }: StepRun): keyof typeof opacities =>
  batch === 0 ? "prefill" : promptTokens > 0 ? "mixed" : "decode";

function inWords(run: StepRun): string {
  const steps = run.steps === 1 ? "1 step" : `${run.steps} steps`;
  const parts = [
    `${kindOf(run)}: ${steps} in ${seconds(run.endSeconds - run.startSeconds)}`,
    ...(run.batch > 0 ? [`${run.batch} decoding`] : []),
    ...(run.promptTokens > 0 ? [`${number(run.promptTokens)} prompt tokens`] : []),
    ...(run.pageCount ? [`${number(run.pageCount)} pages fetched`] : []),
    ...(run.stallSeconds > 0 ? [`${seconds(run.stallSeconds)} waiting for pages`] : []),
  ];
  return `${parts.join(", ")}; bound by ${run.bound}`;
}

/** From the first step anywhere to where the first deployment has no more to show. */
function extent(timelines: readonly StepTimeline[]): { from: number; to: number } {
  const shown = timelines.filter(({ runs }) => runs.length > 0);
  const from = Math.min(
    ...shown.map(({ runs }) => Math.min(...runs.map(({ startSeconds }) => startSeconds))),
  );
  const ends = shown.map(({ runs, completeSeconds }) =>
    Math.min(completeSeconds, Math.max(...runs.map(({ endSeconds }) => endSeconds))),
  );
  return { from, to: Math.max(Math.min(...ends), from + 1e-6) };
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

export function stepTimeline(timelines: readonly StepTimeline[]): Block[] {
  const shown = timelines.filter(({ runs }) => runs.length > 0);
  if (shown.length === 0) return [];
  const { from, to } = extent(shown);
  const x = (at: number) => labelWidth + ((width - labelWidth - 8) * (at - from)) / (to - from);
  const parts: string[] = [];
  let y = 0;
  for (const { deployment, index, instances, runs, marks } of shown) {
    const colour = `var(${variableOf(index)})`;
    parts.push(
      `<text x="0" y="${y + 15}" font-weight="bold" fill="var(--ink)">${escapeHtml(deployment)}</text>`,
    );
    y += rowHeight;
    const top = y;
    for (const name of instances) {
      if (name !== undefined)
        parts.push(
          `<text x="0" y="${y + 14}" fill="var(--quiet)">${escapeHtml(name)}</text>`,
          `<path d="M${labelWidth} ${y + rowHeight - 3}H${width - 8}" stroke="var(--grid)"/>`,
        );
      y += rowHeight;
    }
    const row = (instanceIndex: number) => top + instanceIndex * rowHeight;
    for (const run of runs) {
      if (run.startSeconds >= to) continue;
      const end = Math.min(run.endSeconds, to);
      const wide = Math.max(0.4, x(end) - x(run.startSeconds) - 0.4);
      const stalled =
        run.stallSeconds > 0 ? x(end) - x(Math.max(run.startSeconds, end - run.stallSeconds)) : 0;
      parts.push(
        `<rect x="${short(x(run.startSeconds))}" y="${row(run.instanceIndex) + 1}" width="${short(wide)}" height="${rowHeight - 5}" fill="${colour}" fill-opacity="${opacities[kindOf(run)]}"><title>${escapeHtml(inWords(run))}</title></rect>`,
      );
      if (stalled > 0)
        parts.push(
          `<rect x="${short(x(end) - stalled)}" y="${row(run.instanceIndex) + 12}" width="${short(stalled)}" height="6" fill="var(--limit)"/>`,
        );
    }
    for (const { instanceIndex, atSeconds, what } of marks)
      if (atSeconds >= from && atSeconds < to)
        parts.push(
          `<path d="M${short(x(atSeconds))} ${row(instanceIndex)}${shapes[what]}" fill="var(--limit)"><title>${what} at ${seconds(atSeconds)}</title></path>`,
        );
    y += 8;
  }
  const unit = unitFor(timeUnits, [to - from]);
  const ticks = tickSeconds(to - from).map((after) => {
    const at = x(from + after);
    // The last may stand at the edge of the drawing.
    const anchor = at > width - labelWidth / 4 ? "end" : "middle";
    const place = anchor === "end" ? width : at;
    const text = `${Number((after / unit.size).toPrecision(6))} ${unit.symbol}`;
    return `<path d="M${short(at)} ${y}v5" stroke="var(--quiet)"/><text x="${short(place)}" y="${y + 19}" text-anchor="${anchor}" fill="var(--quiet)">${text}</text>`;
  });
  const label = `What every instance did in the first ${seconds(to - from)}`;
  return [
    {
      kind: "drawing",
      label,
      svg: `<svg viewBox="0 0 ${width} ${y + 26}" font-size="13">${parts.join("")}${ticks.join("")}</svg>`,
      below: `${label} after the first step began: prompts in full colour, prompts and decoding together in between, decoding pale, nothing where it is idle${legend(shown)}. Steps that follow each other unchanged are one piece.`,
    },
    {
      kind: "details",
      summary: "The first steps as a table",
      blocks: [
        {
          kind: "table",
          label: "First steps",
          heads: [text("instance"), figure("starts"), figure("takes"), text("what")],
          groups: shown.map(({ deployment, instances, runs }) => ({
            heading: deployment,
            rows: runs
              .slice(0, 20)
              .map((run) => [
                text(instances[run.instanceIndex]!),
                figure(seconds(run.startSeconds)),
                figure(seconds(run.endSeconds - run.startSeconds)),
                text(inWords(run)),
              ]),
          })),
        },
      ],
    },
  ];
}

function legend(shown: readonly StepTimeline[]): string {
  const marked = (what: TimelineMark["what"]) =>
    shown.some(({ marks }) => marks.some((mark) => mark.what === what));
  const stalls = shown.some(({ runs }) => runs.some(({ stallSeconds }) => stallSeconds > 0));
  return [
    ...(marked("preempted") ? ["; triangles are preemptions"] : []),
    ...(marked("context fault") ? ["; diamonds are turns that bring back what context paging evicted"] : []),
    ...(stalls ? ["; strips below are stalls for missing pages"] : []),
  ].join("");
}

/** Round times along the axis, at most eight. */
function tickSeconds(span: number): number[] {
  const step = roundStep(span, 8);
  return Array.from({ length: Math.floor(span / step + 1e-9) + 1 }, (_, k) => k * step);
}
