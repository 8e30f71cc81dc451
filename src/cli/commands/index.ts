// Every command: one file each, and one line here. Nothing is imported before it is asked for.
import type { CommandEntry } from "../command.ts";

export const commands: readonly CommandEntry[] = [
  {
    usage: "run <scenario>",
    describe: "simulate every deployment of a scenario and compare them",
    load: () => import("./run.ts"),
  },
  {
    usage: "ui",
    describe: "the web app: what-ifs by controls, answered while they move; on this machine only",
    load: () => import("./ui.ts"),
  },
  {
    usage: "compare <a> <b>",
    describe: "what differs between two scenarios or result files, and by how much",
    load: () => import("./compare.ts"),
  },
  {
    usage: "capacity <scenario>",
    describe: "the largest load each deployment carries within the SLO, and what binds",
    load: () => import("./capacity.ts"),
  },
  {
    usage: "explain <scenario>",
    describe:
      "where a step's time, energy and money go, what the answer leans on, and why one deployment is better",
    load: () => import("./explain.ts"),
  },
  {
    usage: "search <scenario>",
    describe: "hardware x parallelism x pool split x batch: best by tokens/s/MW, by cost, Pareto front",
    load: () => import("./search.ts"),
  },
  {
    usage: "curve <scenario>",
    describe: "throughput per MW and cost per token against interactivity, Pareto front",
    load: () => import("./curve.ts"),
  },
  {
    usage: "forecast [file]",
    describe: "growth of a series with intervals, baselines and flags",
    load: () => import("./forecast.ts"),
  },
  {
    usage: "plan <plan>",
    describe: "forecast, capacity, procurement and money: the CSV files finance takes",
    load: () => import("./plan.ts"),
  },
  {
    usage: "sweep <file>",
    describe: "many runs of a scenario: all cores, a shard of several, or a queue; goes on after a crash",
    load: () => import("./sweep.ts"),
  },
  {
    usage: "worker",
    describe: "run what sweeps put into a queue, on any number of machines",
    load: () => import("./worker.ts"),
  },
  {
    usage: "merge <folders..>",
    describe: "put the shards of a sweep together",
    load: () => import("./merge.ts"),
  },
  {
    usage: "claims [names..]",
    describe: "vendor claims put to the test: verdict, curve, the assumptions that decide",
    load: () => import("./claims.ts"),
  },
  {
    usage: "validate <cases>",
    describe: "predict measured points: errors by metric and group, and per row",
    load: () => import("./validate.ts"),
  },
  {
    usage: "calibrate <cases>",
    describe: "fit engine constants to your own measurements, with the error on points left out",
    load: () => import("./calibrate.ts"),
  },
  {
    usage: "fit-workload <log>",
    describe: "a workload block from a trace, a benchmark log or telemetry",
    load: () => import("./fit-workload.ts"),
  },
  {
    usage: "check <files..>",
    describe: "validate scenarios, profiles and traces",
    load: () => import("./check.ts"),
  },
  {
    usage: "list [kind]",
    describe: "what there is: models, hardware, engines, trace formats, routers …",
    load: () => import("./list.ts"),
  },
  { usage: "schema [kind]", describe: "the JSON Schema of a file kind", load: () => import("./schema.ts") },
  {
    usage: "import <kind> <file>",
    describe: "bring in a model (hf) or a trace (trace)",
    load: () => import("./import.ts"),
  },
  {
    usage: "completion [shell]",
    describe: "a script that completes commands and options in bash or zsh",
    load: () => import("./completion.ts"),
  },
];

/** `run <scenario>` is called "run". */
export const nameOf = ({ usage }: CommandEntry): string => usage.split(" ")[0]!;
