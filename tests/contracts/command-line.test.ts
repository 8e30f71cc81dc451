import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const cwd = folderWith({ "scenario.yaml": smallScenario() });

describe("mistakes on the command line exit 2 with one line each", () => {
  it.each<[string[], string]>([
    [["rnu", "scenario.yaml"], 'command line  rnu  unknown command. Did you mean "run"?'],
    [["frobnicate", "x"], "command line  frobnicate  unknown command. forewatt --help lists them"],
    [[], "command line  No command given; see --help"],
    [["run"], "command line  an argument is missing: forewatt run <scenario>"],
    [["run", "scenario.yaml", "more"], "command line  more  one argument too many"],
    [["run", "scenario.yaml", "--sead", "1"], 'command line  --sead  unknown option. Did you mean "seed"?'],
    [
      ["run", "scenario.yaml", "--format", "jsn"],
      'command line  --format  expected one of table, json, csv, got "jsn". Did you mean "json"?',
    ],
    [
      ["run", "scenario.yaml", "--seed", "x"],
      'command line  --seed  expected an integer of at least 0, got "x"',
    ],
    [
      ["run", "scenario.yaml", "--replications", "0"],
      'command line  --replications  expected an integer of at least 1, got "0"',
    ],
    [
      ["run", "scenario.yaml", "--format", "xml"],
      'command line  --format  expected one of table, json, csv, got "xml"',
    ],
    [["run", "scenario.yaml", "--set"], "command line  --set  expected a value"],
    [
      ["curve", "scenario.yaml", "--sead", "1", "--format", "xml", "--seed", "x", "--layout", "all"],
      [
        'command line  --format  expected one of table, json, csv, got "xml"',
        'command line  --seed  expected an integer of at least 0, got "x"',
        'command line  --sead  unknown option. Did you mean "seed"?',
        'command line  --layout  unknown option. Did you mean "layouts"?',
      ].join("\n"),
    ],
    [
      ["run", "--formt", "json", "--seed"],
      [
        "command line  an argument is missing: forewatt run <scenario>",
        "command line  --seed  expected a value",
        'command line  --formt  unknown option. Did you mean "format"?',
      ].join("\n"),
    ],
    [["worker"], "command line  --queue  is needed"],
    [["run", "scenario.yaml", "--out", "a", "--out", "b"], "command line  --out  given more than once"],
    [["run", "nothing.yaml"], "nothing.yaml  no such file"],
    [
      ["run", "scenario.yaml", "--set", "facility"],
      "--set facility  expected path=value, such as facility.pue=1.2",
    ],
    [
      ["run", "scenario.yaml", "--set", "facility.peu=1.2"],
      '--set facility.peu=1.2  facility.peu  unknown key "peu". Did you mean "pue"?',
    ],
    [
      ["run", "scenario.yaml", "--set", "deployments.on.pools[0].instances=2"],
      '--set deployments.on.pools[0].instances=2  deployments.on.pools.0.instances  no such deployment: "on". Did you mean "one"?',
    ],
    [
      ["run", "scenario.yaml", "--set", "deployments.one.pools[3].instances=2"],
      "--set deployments.one.pools[3].instances=2  deployments.one.pools.3.instances  deployments.one.pools has 1 item, counted from 0: there is no 3",
    ],
    [
      ["run", "scenario.yaml", "--on-bad-row", "skip"],
      "command line  --on-bad-row  only for arrivals from a trace",
    ],
    [
      ["list", "modles"],
      'command line  modles  nothing of that kind; expected one of models, hardware, engines, arrivals, lengths, formats, routers, schedulers, roles, links. Did you mean "models"?',
    ],
    [
      ["compare", "scenario.yaml", "scenario.yaml", "--max-change", "tpto=5%"],
      'command line  --max-change  unknown figure "tpto". Did you mean "tpot"?',
    ],
    [
      ["compare", "scenario.yaml", "scenario.yaml", "--max-change", "tpot=fast"],
      'command line  --max-change  expected a figure and a percentage such as tpot=5%, got "tpot=fast"',
    ],
  ])("%j", async (args, expected) => {
    const { code, stdout, stderr } = await forewatt(args, { cwd });
    expect(stderr).toBe(`${expected}\n`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("streams", () => {
  it("errors stay text whatever the format", async () => {
    const { stdout, stderr } = await forewatt(["run", "nothing.yaml", "--format", "json"], { cwd });
    expect([stdout, stderr]).toEqual(["", "nothing.yaml  no such file\n"]);
  });

  it("a piped run says nothing on stderr with --quiet", async () => {
    const { code, stdout, stderr } = await forewatt(["run", "scenario.yaml", "--quiet"], { cwd });
    expect(stderr).toBe("");
    expect(stdout).toContain("one");
    expect(code).toBe(0);
  });

  it("--help and --version go to stdout", async () => {
    expect(await forewatt(["--version"])).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
    const help = await forewatt(["--help"]);
    expect([help.code, help.stderr]).toEqual([0, ""]);
    for (const command of [
      "run",
      "compare",
      "capacity",
      "search",
      "sweep",
      "merge",
      "check",
      "list",
      "schema",
      "import",
    ])
      expect(help.stdout).toContain(`forewatt ${command}`);
  });
});

describe("overrides", () => {
  it("--set reaches values, list items and new keys", async () => {
    const sets = [
      "deployments.one.pools[0].instances=3",
      "deployments.one.pools.0.parallel={ tensor: 2 }",
      "precision.kv=fp8",
      "workload.requests=50",
    ];
    const { code, stdout } = await forewatt(
      ["run", "scenario.yaml", "--format", "json", ...sets.flatMap((set) => ["--set", set])],
      { cwd },
    );
    const [deployment] = JSON.parse(stdout).deployments;
    expect([code, deployment.power.devices, deployment.requests.arrived]).toEqual([0, 6, 50]);
  });

  it("--set names an engine file as the scenario would, from wherever it is called", async () => {
    const folder = folderWith({
      "scenario.yaml": smallScenario(),
      "slow.yaml": readFileSync("engine-profiles/vllm.yaml", "utf8").replace("id: vllm", "id: slow"),
    });
    const engineOf = async (path: string, from: string, file = "./slow.yaml") => {
      const args = ["run", path, "--format", "json", "--quiet", "--set", `engine=${file}`];
      return forewatt(args, { cwd: from });
    };
    for (const found of [
      await engineOf("scenario.yaml", folder),
      await engineOf(join(folder, "scenario.yaml"), tmpdir()),
    ])
      expect([found.code, found.stderr]).toEqual([0, ""]);
    const lost = await engineOf("scenario.yaml", folder, "./slaw.yaml");
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain(
      '--set engine=./slaw.yaml  engine  cannot read "./slaw.yaml": no such file',
    );
    const outside = await engineOf("scenario.yaml", folder, "../slow.yaml");
    expect(outside.stderr).toContain(`allow it with --allow-path ..`);
    expect(outside.stderr).not.toContain("--allow-path --set");
  });

  it("null in a building file removes what the base has", async () => {
    const files = {
      "base.yaml": smallScenario({
        deployments:
          "deployments: { a: { pools: [ { name: p, hardware: h100-sxm } ] }, b: { pools: [ { name: p, hardware: h200-sxm } ] } }",
      }),
      "scenario.yaml":
        "schema: forewatt.scenario/1\nbase: base.yaml\nworkload: { arrivals: { process: closed-loop, users: 2 } }\ndeployments: { a: null }\n",
    };
    const { code, stdout, stderr } = await forewatt(["run", "scenario.yaml", "--format", "json", "--quiet"], {
      cwd: folderWith(files),
    });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).deployments.map(({ name }: { name: string }) => name)).toEqual(["b"]);
  });
});
