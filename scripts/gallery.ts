// `npm run docs:gallery`: a chart of every kind, from real results, as SVG in docs/gallery and on one page. Charts are taken
// as data from the reports that commands write, and kept in docs/gallery/charts.json: a test draws them again and compares the
// bytes, so a change of how charts look shows in the diff of a picture. `-- --draw` only draws what is kept,
// `-- claims curve` runs the commands of these names anew and keeps the rest.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Chart } from "../src/report/charts/chart.ts";
import { standaloneSvg } from "../src/report/render/svg.ts";

const root = process.cwd();
const folder = join(root, "docs/gallery");
const kept = join(folder, "charts.json");

export interface Entry {
  /** File name. */
  name: string;
  /** The command that made it. */
  command: string;
  chart: Chart;
}

/** Commands, and which of their charts by id; the name in the gallery where it says more than the id. */
const wanted: [command: string, ids: Record<string, string>][] = [
  [
    "run scenarios/chat-70b-blackwell.yaml",
    {
      "latency-ttft": "latency-ttft",
      "latency-tpot": "latency-tpot",
      "latency-e2e": "latency-e2e",
      efficiency: "efficiency",
      cost: "cost",
      timeline: "timeline",
      power: "power",
      "monolithic-tpot": "waterfall-time",
      "disaggregated-energy": "waterfall-energy",
      "disaggregated-cost": "waterfall-cost",
    },
  ],
  ["curve scenarios/chat-70b-blackwell.yaml", { curve: "curve" }],
  ["capacity scenarios/chat-70b-blackwell.yaml", { capacity: "capacity" }],
  [
    "claims",
    { claims: "claims", "rubin-lpx-35x": "claim", "disaggregation-equal-hardware": "claim-equal-hardware" },
  ],
  ["forecast scenarios/forecast/assistant.csv --series chat --horizon 2y", { forecast: "forecast" }],
  [
    "forecast scenarios/forecast/assistant.csv --series agents --horizon 3y --ceilings scenarios/forecast/ceilings.yaml",
    { forecast: "forecast-ceilings" },
  ],
  [
    "validate bench/accuracy/references.csv --limit 120",
    { "parity-tpot": "parity-tpot", "parity-ttft": "parity-ttft" },
  ],
  [
    "plan scenarios/plan/assistant.yaml",
    {
      "demand-capacity": "plan-demand",
      fleet: "plan-fleet",
      megawatts: "plan-megawatts",
      money: "plan-money",
      "usd-per-million-tokens": "plan-usd-per-million-tokens",
      tornado: "plan-tornado",
      worlds: "plan-worlds",
      "straight-line": "plan-straight-line",
    },
  ],
];

const keptEntries = () => JSON.parse(readFileSync(kept, "utf8")) as Entry[];

/** Of the commands that have one of these names; of all, without any. */
function record(names: readonly string[]): Entry[] {
  return wanted.flatMap(([command, ids]) => {
    if (names.length > 0 && !names.includes(command.split(" ")[0]!))
      return keptEntries().filter((entry) => entry.command === `forewatt ${command}`);
    const out = mkdtempSync(join(tmpdir(), "forewatt-gallery-"));
    execFileSync(join(root, "bin/forewatt"), [...command.split(" "), "--quiet", "--out", out], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const page = existsSync(join(out, "report.html")) ? readFileSync(join(out, "report.html"), "utf8") : "";
    rmSync(out, { recursive: true });
    const charts = [...page.matchAll(/<script type="application\/json">(.*)<\/script>/g)].map(
      ([, json]) => (JSON.parse(json!) as { chart: Chart }).chart,
    );
    return Object.entries(ids).flatMap(([id, name]) => {
      const chart = charts.find((each) => each.id === id);
      if (chart === undefined) console.error(`no chart "${id}" of forewatt ${command}`);
      return chart ? [{ name, command: `forewatt ${command}`, chart: { ...chart, id: name } }] : [];
    });
  });
}

function page(entries: readonly Entry[]): string {
  const parts = entries.map(
    ({ name, command, chart }) =>
      `## ${name}\n\n\`${command}\`\n\n![${chart.title.replaceAll("[", "(").replaceAll("]", ")")}](gallery/${name}.svg)\n`,
  );
  return `# Gallery\n\nA chart of every kind, from results as they came out. The same definitions (\`src/report/charts\`) draw the PNG files of the\ncommand line, the reports and the web app. Made by \`npm run docs:gallery\`; a test compares the bytes.\n\n${parts.join("\n")}`;
}

mkdirSync(folder, { recursive: true });
const asked = process.argv.slice(2);
const entries = asked.includes("--draw") ? keptEntries() : record(asked);
writeFileSync(kept, `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`);
for (const name of readdirSync(folder)) if (name.endsWith(".svg")) rmSync(join(folder, name));
for (const { name, chart } of entries) writeFileSync(join(folder, `${name}.svg`), standaloneSvg(chart));
writeFileSync(join(root, "docs/gallery.md"), page(entries));
