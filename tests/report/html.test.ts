import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { LineChart } from "../../src/report/charts/chart.ts";
import { chartsOf } from "../../src/report/charts/index.ts";
import { renderBlock, textTable } from "../../src/report/html/block.ts";
import { place, read, valueAt } from "../../src/report/html/browser/read-line.ts";
import { runPage } from "../../src/report/html/pages/run.ts";
import type { ReportContext } from "../../src/report/html/reproduce.ts";
import { pageHtml } from "../../src/report/render/page.ts";
import { renderSvg } from "../../src/report/render/svg.ts";
import { makeEmptyOutput, makeInfeasibleOutput, makeOutput } from "./fixture.ts";

const context = {
  command: "forewatt run scenarios/chat.yaml --seed 1",
  files: [{ path: "scenarios/chat.yaml", sha256: "0a1b", text: "model: llama-3.1-70b\n" }],
};
const page = (output = makeOutput(400), reproduce: ReportContext = context) =>
  pageHtml(runPage(output, chartsOf(output), reproduce));

/** Without what brings it to life: the page's own script, the same in every page. */
const still = (html: string) => html.replace(/<script>[\s\S]*<\/script>\n<\/body>/, "</body>");

test("loads nothing: every reference stays within the page, and its policy lets it ask nobody", () => {
  const whole = page();
  const html = still(whole).replaceAll('<script type="application/json">', "<data>");
  for (const [, target] of html.matchAll(/\b(?:src|href|srcset|action|poster|data)\s*=\s*"([^"]*)"/gi))
    expect(target).toMatch(/^#/);
  for (const [, target] of html.matchAll(/url\(([^)]*)\)/gi)) expect(target).toMatch(/^["']?#/);
  expect(html).not.toMatch(/@import|<script|<link|<iframe|https?:\/\//i);
  const script = /<script>([\s\S]*)<\/script>\n<\/body>/.exec(whole)![1]!;
  expect(script).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|<\/script/);
  const hash = createHash("sha256").update(script).digest("base64");
  expect(whole).toContain(`default-src &#39;none&#39;`);
  expect(whole).toContain(`script-src &#39;sha256-${hash}&#39;"`);
});

test("internal references exist, ids are unique", () => {
  const html = page();
  const ids = [...html.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of html.matchAll(/(?:href="|url\()#([^")]*)/g)) expect(ids).toContain(target);
});

test("the answer comes first, then comparison, charts, assumptions and how to reproduce", () => {
  const html = page();
  const order = [
    'class="answer"',
    'id="comparison"',
    'id="charts"',
    'id="assumptions"',
    'id="reproduce"',
  ].map((mark) => html.indexOf(mark));
  expect(order.every((at) => at > 0)).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(html).toContain(context.command);
});

describe("escaping", () => {
  const attack = `<script>alert("1")</script>&'"><img src=x onerror=alert(1)>`;

  test("no text from outside becomes markup", () => {
    const output = makeOutput(100);
    const { result } = output;
    result.scenario = attack;
    for (const deployment of result.deployments) {
      deployment.name = attack;
      if ("infeasible" in deployment) deployment.infeasible.reason = attack;
      else deployment.pools[0]!.name = attack;
      for (const assumption of deployment.assumptions)
        Object.assign(assumption, { path: attack, value: attack, source: attack, low: attack });
    }
    for (const trace of output.traces) trace.name = attack;
    result.engine.version = attack;
    result.warnings.push(attack);
    const html = page(output, {
      command: attack,
      build: attack,
      files: [{ path: attack, sha256: attack, text: attack }],
    });
    expect(still(html).replaceAll('<script type="application/json">', "")).not.toMatch(/<script|<img/);
    expect(html.match(/<\/script>/g)).toHaveLength(chartsOf(output).length + 1);
    expect(html).toContain("&lt;script&gt;");
    // Inside quoted attributes the quote itself must not survive.
    for (const [, value] of html.matchAll(/aria-label="([^"]*)"/g)) expect(value).not.toMatch(/[<>]/);
  });
});

test("equal inputs give equal bytes", () => {
  const first = page();
  expect(page() === first).toBe(true);
});

test("nothing measured, nothing feasible: still a page that says so", () => {
  expect(page(makeEmptyOutput())).toContain("nothing to measure");
  const html = page(makeInfeasibleOutput());
  expect(html).toContain("No deployment is feasible");
  expect(html).not.toContain('id="charts"');
});

describe("a table on a telephone", () => {
  const noChart = (): never => {
    throw new Error("no chart here");
  };
  const html = (heads: string[], row: string[]) => renderBlock(textTable("t", heads, [row]), noChart);

  test("stays a table where it fits with its cells broken at spaces", () => {
    expect(html(["deployment", "max req/s", "output"], ["one", "45.3", "8.77 k tok/s"])).not.toContain(
      "stacks",
    );
  });

  test("is told row by row where it does not, each figure with its head, a name without", () => {
    const heads = ["tok/s/user", "output per MW", "bound by", "layout of devices", "somewhere-else-entirely"];
    const wide = html(heads, ["10", "886 k tok/s/MW", "memory bandwidth", "4xTP2+2xTP1", "here"]);
    expect(wide).toContain('class="scroll stacks early"');
    expect(wide).toContain('<th scope="row" data-head="tok/s/user">10</th>');
    expect(html(heads, ["one", "1", "2", "3", "4"])).toContain('<th scope="row">one</th>');
  });
});

test("a chart whose finding is the page's answer does not say it again", () => {
  const [chart] = chartsOf(makeOutput());
  const drawn = { svg: "<svg ></svg>", geometry: undefined, labelled: false };
  const shown = (answer: string) =>
    renderBlock({ kind: "charts", charts: [chart!] }, () => drawn, answer).includes(`<h3>`);
  expect(shown(`${chart!.title}.`)).toBe(false);
  expect(shown("Something else.")).toBe(true);
});

describe("a chart on the page", () => {
  const output = makeOutput(400);
  const charts = chartsOf(output);
  const html = page(output);

  test.each(charts.map((chart) => [chart.id, chart] as const))(
    "%s has its numbers as a table and as data",
    (id, chart) => {
      const figure = new RegExp(`<figure id="${id}">[\\s\\S]*?</figure>`).exec(html)![0];
      const data = JSON.parse(/<script type="application\/json">(.*)<\/script>/.exec(figure)![1]!);
      expect(data.chart.title).toBe(chart.title);
      expect(figure).toContain("<table>");
      if (chart.kind === "bars") {
        for (const { bars } of chart.groups)
          for (const bar of bars) expect(figure).toContain(`>${bar.text}<`);
        return;
      }
      const lines = chart.panels.flatMap((panel) => panel.lines);
      expect(data.geometry.panels).toHaveLength(chart.panels.length);
      for (const [index, line] of lines.entries()) {
        expect(figure).toContain(`data-line="${index}"`);
        expect(figure).toContain(`data-name="${line.name}"`);
      }
    },
  );

  test("a line is read where it was drawn: the cursor at a point of the line gives the point back", () => {
    const ttft = charts.find(({ id }) => id === "latency-ttft") as LineChart;
    const { geometry } = renderSvg(ttft);
    const line = ttft.panels[0]!.lines[0]!;
    for (const k of [1, 60, 120, 180]) {
      const found = read(line, line.x[k]!, geometry!.x, geometry!.panels[0]!)!;
      expect(found.value).toBeGreaterThanOrEqual(line.y[k - 1]! - 1e-9);
      expect(found.value).toBeLessThanOrEqual(line.y[k + 1]! + 1e-9);
      const pixel = place(geometry!.x, line.x[k]!);
      expect(valueAt(geometry!.x, pixel) / line.x[k]!).toBeCloseTo(1, 9);
    }
    expect(read(line, line.x[0]! / 2, geometry!.x, geometry!.panels[0]!)).toBeUndefined();
  });
});
