import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** Lowest first; a file imports only from its own layer and those before it. The faces share the top. */
const layers = [
  "base",
  "profiles",
  "cost",
  "des",
  "serving",
  "workload",
  "metrics",
  "scenario",
  "planner",
  "accuracy",
  "forecast",
  "finance",
  "report",
  "cli",
  "web",
];
const source = resolve(import.meta.dirname, "../src");

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);
const layerOf = (path: string): string => (path.includes("/") ? path.split("/")[0]! : "index");

interface Import {
  from: string;
  to: string;
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(source, file), "utf8");
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]!);
  return targets.map((target) => ({
    from: file,
    to: target.startsWith(".") ? relative(source, resolve(source, dirname(file), target)) : target,
  }));
});
const own = imports.filter(({ to }) => to.endsWith(".ts"));
const shown = ({ from, to }: Import) => `${from} imports ${to}`;

describe("layers", () => {
  it("are all known", () => {
    const unknown = new Set(
      files.map(layerOf).filter((layer) => layer !== "index" && !layers.includes(layer)),
    );
    expect([...unknown]).toEqual([]);
  });

  it("import only downwards", () => {
    const upward = own.filter(
      ({ from, to }) => from.includes("/") && layers.indexOf(layerOf(to)) > layers.indexOf(layerOf(from)),
    );
    expect(upward.map(shown)).toEqual([]);
  });

  it("keep the two faces apart", () => {
    const offenders = own.filter(({ from, to }) => layerOf(from) === "web" && layerOf(to) === "cli");
    expect(offenders.map(shown)).toEqual([]);
  });

  it("leave the event queue knowing only base", () => {
    const offenders = own.filter(
      ({ from, to }) => layerOf(from) === "des" && !["des", "base"].includes(layerOf(to)),
    );
    expect(offenders.map(shown)).toEqual([]);
  });

  it("have no circular imports", () => {
    const edges = new Map(
      files.map((file) => [
        file,
        own.filter(({ from, to }) => from === file && !isTypeOnly(file, to)).map(({ to }) => to),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
        return;
      }
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

/** Types vanish when the code runs: only values make a cycle. */
function isTypeOnly(from: string, to: string): boolean {
  const text = readFileSync(join(source, from), "utf8");
  const statements = [...text.matchAll(/(import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)"/g)];
  return statements
    .filter((match) => relative(source, resolve(source, dirname(from), match[3]!)) === to)
    .every((match) => match[2] !== undefined);
}

describe("the pure core", () => {
  const isFace = (file: string) => /^(cli|web|report\/render)\//.test(file);
  const core = files.filter((file) => !isFace(file));

  it("touches no files, processes or network; nor does what runs in a browser", () => {
    const offenders = imports.filter(
      ({ from, to }) => (core.includes(from) || layerOf(from) === "web") && to.startsWith("node:"),
    );
    expect(offenders.map(shown)).toEqual([]);
  });

  it.each(["Math.random", "Date.now", "performance.now", "new Date()", "process."])(
    "does not use %s",
    (banned) => {
      const users = core.filter((file) =>
        withoutComments(readFileSync(join(source, file), "utf8")).includes(banned),
      );
      expect(users).toEqual([]);
    },
  );
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
