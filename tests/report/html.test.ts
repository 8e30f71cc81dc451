import { describe, expect, test } from "vitest";
import { chartsOf } from "../../src/report/charts/index.ts";
import type { ReportContext } from "../../src/report/html/reproduce.ts";
import { runPage } from "../../src/report/html/run-page.ts";
import { pageHtml } from "../../src/report/render/page.ts";
import { makeEmptyOutput, makeInfeasibleOutput, makeOutput } from "./fixture.ts";

const context = {
  command: "forewatt run scenarios/chat.yaml --seed 1",
  files: [{ path: "scenarios/chat.yaml", sha256: "0a1b", text: "model: llama-3.1-70b\n" }],
};
const page = (output = makeOutput(400), reproduce: ReportContext = context) =>
  pageHtml(runPage(output, chartsOf(output), reproduce));

test("loads nothing: every reference stays within the page", () => {
  const html = page();
  for (const [, target] of html.matchAll(/\b(?:src|href|srcset|action|poster|data)\s*=\s*"([^"]*)"/gi))
    expect(target).toMatch(/^#/);
  for (const [, target] of html.matchAll(/url\(([^)]*)\)/gi)) expect(target).toMatch(/^["']?#/);
  expect(html).not.toMatch(/@import|<script|<link|<iframe|https?:\/\//i);
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
    output.warnings.push(attack);
    const html = page(output, {
      command: attack,
      build: attack,
      files: [{ path: attack, sha256: attack, text: attack }],
    });
    expect(html).not.toMatch(/<script|<img/);
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
