import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitWidth } from "../../src/report/fit-width.ts";
import { plainTable } from "../../src/report/plain-table.ts";

const head = ["figure", "value", "what it says", "p90"];
const rows = [
  ["hardware-profiles/b200-sxm.yaml#power.idle", "120 W", "no published figure; scaled from another", "1.25"],
  ["engine-profiles/vllm.yaml#kernels.gemm", "0.62", "measured on three devices of the same kind", "10"],
];
const table = `before\n\n${plainTable(head, rows)}\nafter, a note that is longer than a narrow terminal and breaks at its spaces\n`;
const widest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));
const words = (text: string) => text.split(/[\s─]+/).join("");

describe("a table that is wider than the terminal", () => {
  it("is left alone where it fits", () => {
    expect(fitWidth(table, 200)).toBe(table);
  });

  it("is left alone where the terminal does not know its width, and breaks nothing at one column", () => {
    expect(fitWidth(table, 0)).toBe(table);
    for (const width of [1, 2, 3, 5]) expect(() => fitWidth(table, width)).not.toThrow();
  });

  it.each([120, 80, 60, 40])("fits %i columns, and loses no word", (width) => {
    const fitted = fitWidth(plainTable(head, rows), width);
    expect(widest(fitted)).toBeLessThanOrEqual(width);
    for (const cell of [...head, ...rows.flat()])
      for (const word of cell.split(/[ /#]/)) expect(words(fitted)).toContain(word);
  });

  it("lets notes break at their spaces, under their indent, and nothing that is set in columns or coloured", () => {
    const small = "\na  b\n─  ─\n1  2";
    const noted = (note: string) => fitWidth(note + small, 12).slice(0, -small.length);
    expect(noted("  a note of many words")).toBe("  a note of\n  many words");
    for (const line of ["one  two columns by hand", "\u001b[1mbold words here\u001b[22m", "unbreakable-word"])
      expect(noted(line)).toBe(line);
    expect(fitWidth('{ "a file": "has no table" }', 12)).toBe('{ "a file": "has no table" }');
    expect(widest(fitWidth(table, 40))).toBeLessThanOrEqual(40);
  });

  it("any table fits, with every number whole", () => {
    const number = fc.float({ noNaN: true, min: 0, max: 1e5 }).map((value) => value.toFixed(2));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[a-z ]{0,40}$/), number, number, number), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 30, max: 100 }),
        (cells, width) => {
          const fitted = fitWidth(plainTable(["name", "a", "b", "c"], cells), width);
          expect(widest(fitted)).toBeLessThanOrEqual(width);
          for (const [, ...numbers] of cells) for (const each of numbers) expect(fitted).toContain(each);
        },
      ),
    );
  });

  it("repeats as many columns as tell its rows apart beside what follows in a second block", () => {
    const many = ["metric", "group", ...Array.from({ length: 8 }, (_, k) => `figure ${k}`)];
    const cells = ["ttft", "tpot"].flatMap((metric) =>
      ["dense", "moe"].map((group) => [metric, group, ...Array.from({ length: 8 }, (_, k) => `1${k}.5`)]),
    );
    const blocks = fitWidth(plainTable(many, cells), 40).split("\n\n");
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      expect(block).toMatch(/^metric {2}group/);
      for (const [metric, group] of cells) expect(block).toMatch(new RegExp(`^${metric} +${group} `, "m"));
    }
  });

  it("breaks a long heading over lines before it takes columns apart, and keeps decimal points in a line", () => {
    const fitted = fitWidth(
      plainTable(
        ["name", "output per megawatt", "share of requests"],
        [
          ["a", "1.25", "10"],
          ["b", "12.5", "9"],
        ],
      ),
      24,
    );
    expect(fitted).not.toContain("\n\n");
    expect(widest(fitted)).toBeLessThanOrEqual(24);
    const places = fitted
      .split("\n")
      .filter((line) => /^[ab] /.test(line))
      .map((line) => line.indexOf("."));
    expect(new Set(places).size).toBe(1);
  });
});
