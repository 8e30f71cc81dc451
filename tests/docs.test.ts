// The documentation is run: commands with the output shown, scenarios through `check`, every link and path followed.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  commandsOf,
  documents,
  fencedBlocks,
  matches,
  readDocument,
  runCommand,
} from "../scripts/doc-blocks.js";
import { forewatt, root } from "./contracts/cli.ts";

const blocks = documents().flatMap((file) =>
  fencedBlocks(readDocument(file)).map((block) => ({ file, ...block })),
);
const scenarios = readdirSync(join(root, "scenarios")).filter(
  (name) => name.endsWith(".yaml") && !readDocument(`scenarios/${name}`).includes("schema: forewatt.sweep/"),
);

describe("commands in the documentation give what is shown", () => {
  const commands = documents().flatMap((file) =>
    blocks
      .filter((block) => block.file === file && block.language === "console")
      .flatMap(commandsOf)
      .map((command) => ({ file, ...command, place: `${file}:${command.line + 1}` })),
  );
  const outcomes = new Map<string, Awaited<ReturnType<typeof runCommand>>>();

  // In order within a document, where one may read what another wrote; as many documents side by side as there are cores.
  beforeAll(async () => {
    const waiting = [...documents()];
    const run = async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
        for (const { place, text } of commands.filter((command) => command.file === file))
          outcomes.set(place, await runCommand(text));
    };
    await Promise.all(Array.from({ length: availableParallelism() }, run));
  }, 600_000);

  it.each(commands)("$place  $text", ({ place, exitCode, shown }) => {
    const { exitCode: code, lines } = outcomes.get(place)!;
    expect({ code, output: matches(shown, lines) ? shown : lines }).toEqual({
      code: exitCode,
      output: shown,
    });
  });
});

describe.concurrent("files in the documentation", () => {
  const folder = mkdtempSync(join(tmpdir(), "forewatt-docs-"));
  for (const files of ["scenarios", "docs/examples"]) cpSync(join(root, files), folder, { recursive: true });
  const yaml = blocks.filter(({ language }) => language === "yaml");
  const whole = yaml.filter(({ lines }) =>
    lines.some((line: string) => line.startsWith("schema: forewatt.")),
  );

  it.each(whole)("$file:$line is valid", async ({ lines, line }) => {
    const file = join(folder, `block-${line}.yaml`);
    writeFileSync(file, `${lines.join("\n")}\n`);
    expect(await forewatt(["check", file], { cwd: folder })).toMatchObject({ code: 0, stderr: "" });
  });

  it.each(yaml.filter(({ lines }) => lines[0]!.startsWith("# docs/examples/")))(
    "$file:$line is the file it names",
    ({ lines }) => {
      expect(`${lines.slice(1).join("\n")}\n`).toBe(readFileSync(join(root, lines[0]!.slice(2)), "utf8"));
    },
  );
});

interface Stated {
  workload?: { classes?: Record<string, { requests?: number }> };
}

interface Ran {
  name: string;
  requests: { arrived: number; completed: number };
  infeasible?: object;
}

describe.concurrent("every shipped scenario", () => {
  it.each(scenarios)("%s is valid and runs", async (name) => {
    const file = `scenarios/${name}`;
    expect(await forewatt(["check", file])).toMatchObject({ code: 0, stderr: "" });
    if (/^search:/m.test(readFileSync(join(root, file), "utf8"))) {
      const few = ["hardware=[h200-sxm]", "tensor=[1]", "split=[monolithic]"];
      const found = await forewatt([
        ...["search", file, "--workers", "1", "--format", "json"],
        ...few.flatMap((lists) => ["--set", `search.${lists}`]),
      ]);
      expect(found).toMatchObject({ code: 0, stderr: "" });
      expect(JSON.parse(found.stdout).configurations.length).toBeGreaterThan(0);
      return;
    }
    const ran = await forewatt(["run", file, "--set", "workload.requests=60", "--format", "json"]);
    // Some show what does not fit beside what does, or arithmetic that a chip lacks; nothing else is to be said.
    expect(ran).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^((\S+ is infeasible: .*|.* are computed in \w+)\n)*$/),
    });
    const { deployments } = JSON.parse(ran.stdout) as { deployments: Ran[] };
    const feasible = deployments.filter(({ infeasible }) => infeasible === undefined);
    expect(feasible.length).toBeGreaterThan(0);
    // Classes with arrivals of their own bring as many as they state.
    const { workload } = parse(readFileSync(join(root, file), "utf8")) as Stated;
    const own = Object.values(workload?.classes ?? {}).reduce((sum, { requests = 0 }) => sum + requests, 0);
    for (const { name: deployment, requests } of feasible)
      expect([deployment, requests.arrived, requests.completed]).toEqual([deployment, 60 + own, 60 + own]);
  });
});

describe("references", () => {
  /** As GitHub makes anchors of headings. */
  const anchors = (file: string) =>
    [...readDocument(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );

  it.each(documents())("links of %s lead somewhere", (file) => {
    const links = [...readDocument(file).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
    const dead = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path, anchor] = link.split("#") as [string, string | undefined];
      const target = path === "" ? file : normalize(join(dirname(file), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it("documents named in the code exist", () => {
    const code = ["src", "bin", "scripts", "tests", "bench"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.(ts|js)$/.test(name))
        .map((name) => `${folder}/${name}`),
    );
    const dangling = code.flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/\bdocs\/[a-z]+\/[\w.-]*\w/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${file}: ${path}`),
    );
    expect(dangling).toEqual([]);
  });

  it("docs/reference is what the schemas and the help say: npm run docs", () => {
    const printed = execFileSync(process.execPath, [join(root, "scripts/reference.js"), "--print"], {
      encoding: "utf8",
    });
    const pages: Record<string, string> = JSON.parse(printed);
    expect(readdirSync(join(root, "docs/reference")).sort()).toEqual(Object.keys(pages).sort());
    for (const [name, text] of Object.entries(pages))
      expect(readDocument(`docs/reference/${name}`)).toBe(text);
  });
});
