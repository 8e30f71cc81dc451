// Names carry their unit: every exported interface's numeric field ends in a unit, or is a count or ratio listed here.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

const dimensions = [
  "Seconds",
  "Bytes",
  "Flops",
  "Joules",
  "Watts",
  "Tokens",
  "Usd",
  "Cents",
  "Grams",
  "Megawatt",
];
const forbidden =
  /(?:Ms|Millis|Milliseconds|Micros|Us|Nanos|Ns|Minutes|Hours|Days|Kb|Mb|Gb|Tb|Kib|Mib|Gib|KB|MB|GB|TB|KiB|MiB|GiB|Tflops|TFlops|Gflops|Kw|KW|Mw|Kwh|KWh|Dollars)$/;

interface Field {
  file: string;
  type: string;
  name: string;
}

/** Numeric fields of exported interfaces, nested ones included. */
function numericFields(file: string): Field[] {
  const tree = ts.createSourceFile(file, readFileSync(join(source, file), "utf8"), ts.ScriptTarget.Latest);
  const found: Field[] = [];
  const isNumeric = (node: ts.TypeNode | undefined): boolean => {
    if (!node) return false;
    if (ts.isUnionTypeNode(node)) return node.types.some(isNumeric);
    if (ts.isArrayTypeNode(node)) return isNumeric(node.elementType);
    return (
      node.kind === ts.SyntaxKind.NumberKeyword ||
      /^(Float64Array|Float32Array|Int32Array)$/.test(node.getText(tree))
    );
  };
  const visit = (type: string, members: ts.NodeArray<ts.TypeElement>): void => {
    for (const member of members) {
      if (!ts.isPropertySignature(member)) continue;
      const name = member.name.getText(tree);
      if (isNumeric(member.type)) found.push({ file, type, name });
      else if (member.type && ts.isTypeLiteralNode(member.type))
        visit(`${type}.${name}`, member.type.members);
    }
  };
  ts.forEachChild(tree, (node) => {
    if (
      ts.isInterfaceDeclaration(node) &&
      node.modifiers?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword)
    )
      visit(node.name.text, node.members);
  });
  return found;
}

const fields = files.flatMap(numericFields);
const hasUnit = (name: string) =>
  dimensions.some((unit) => name.endsWith(unit) || name.includes(`${unit}Per`)) ||
  /(?:^per|Per)(?:Second|Hour|Device|Joule|Watt|Token|Step)/.test(name) ||
  /^(?:seconds|bytes|flops|joules|watts|tokens|usd)(?:Per[A-Z]\w*)?$/.test(name);

/** Words a name may end in without a unit: what is counted, or a ratio. */
const dimensionless =
  /(?:[cC]ount|[fF]raction|[rR]atio|[sS]cale|[sS]hare|[eE]fficiency|[sS]equences|[iI]nstances|[rR]equests|[bB]locks|[lL]ayers|[dD]evices|[rR]anks|[hH]eads|[eE]xperts|[sS]teps|[eE]vents|[pP]airs|[rR]ows|[pP]reemptions|[bB]atch|[pP]enalty|[oO]verlap|[sS]eed|[iI]ndex|[cC]olumn|[lL]ine|[iI]d|[lL]ength|[sS]tatus|[rR]eplications|[aA]ttainment|[pP]erSequence|[pP]erInstance|[sS]equence|[oO]utstanding|[uU]sers|[cC]ompleted|[bB]atches|[sS]quares|[kK]eys|[dD]im|[eE]lements|[oO]ccupancy|[sS]moothness|[rR]ate|[mM]onths?|[qQ]uantile|[pP]ue|[oO]ffer)$/;

/** Types whose numbers take their unit from where the type is used, or count one thing only; each with its reason. */
const carriers: Record<string, string> = {
  ConfidenceInterval: "unit of the sample",
  Interval: "unit of the figure it belongs to",
  LatencySummary: "held by …Seconds fields",
  Band: "ratio measured / predicted",
  Infeasible: "carries its unit beside it",
  Figure: "unit by its dimension",
  Difference: "carries its unit beside it",
  "Difference.interval": "unit of the difference",
  GateFailure: "relative change",
  "DeploymentMetrics.requests": "counts of requests",
  "DeploymentMetrics.tokens": "counts of tokens",
  NumberRow: "digits shown",
  TaxedTokens: "tokens per useful token, and counts of requests",
  Timeline: "counts of requests; the others have units",
  Capacity: "low and high are contract keys, requests per second",
  Manifest: "counts of runs and chunks",
  OpenSweep: "counts of runs and chunks",
  RowCount: "counts of rows",
  Shard: "counts of shards",
  Runs: "counts of runs",
  RowRange: "rows of a table",
  Agreement: "counts of cells",
  DeadLetter: "counts of chunks and attempts",
  ChunkJob: "number of a chunk",
  Parallel: "counts of ranks",
  Placement: "counts of ranks",
  DataflowLayout: "counts of devices, stages and hand-overs",
  GemmShape: "rows and columns of matrices",
  ParameterCount: "counts of parameters",
  PeakCeiling: "bf16 in FLOP/s, the others ratios to it",
  WeightParts: "counts of parameters",
  Axis: "unit of the axis, beside it",
  Schema: "limits in the unit of what it describes",
  ClaimAssumption: "in the unit beside it",
  PlanAnswer: "place of a case",
  Line: "units of the axes",
  "Line.band": "unit of the axis",
  RatioRange: "ratios",
  WeighedAssumption: "contract keys, in the unit beside them; ratios",
  ClaimResult: "ratios, shares and counts of settings",
  CurvePoint: "low and high are contract keys, tokens/s/MW",
  AtInteractivity: "low and high are contract keys, tokens/s/MW",
  Reference: "unit of the axis",
  Samples: "unit of what is sampled",
  Look: "CSS pixels",
  DisplayUnit: "an SI amount of any dimension",
  TableOptions: "characters",
  TimeHeap: "count of entries",
  SchedulerView: "counts of sequences",
  Measurement: "carries its unit beside it",
  Prediction: "carries its unit beside it",
  Experiment: "counts of ranks; the load in the unit of its kind",
  LinearRow: "logarithms of ratios",
  Prior: "logarithms of ratios",
  Ranking: "a percentage of pairs",
  ErrorGroup: "contract keys: percentages and counts of rows",
  CalibrationError: "percentages and counts of rows, as ErrorGroup",
  CalibrationResult: "counts of points",
  CalibrationPoint: "index of its deployment",
  RidgeRow: "unit of what is fitted",
  MeasurementChoice: "counts of ranks and tokens, named as the options are",
  Bar: "unit of the axis; a percentage of error",
  "Bar.range": "unit of the axis",
  CalendarDuration: "a calendar has months and days, not seconds",
  Spread: "unit of the field that holds it",
  Certified: "carries its unit beside it",
  ConditionTerm: "carries its unit beside it",
  Swing: "carries its unit beside it",
  InputRange: "carries its unit beside it",
  Root: "unit of what is searched",
  Minimum: "unit of each variable",
  Dispatch: "tokens per second at the peak",
  Observation: "unit of the series",
  DatedValue: "unit of the series",
  Forecast: "carries its unit beside it",
  CeilingPoint: "unit of the series",
  SupplyRow: "unit of the series",
  Population: "unit of the series",
  Outlook: "unit of the series",
  ForecastOptions: "cap in the unit of the series",
  ModelOptions: "cap in the unit of the series",
  Quantile3: "contract keys: days or a factor, named by the field that holds it",
  LineParameters: "of a straight line in any units",
  Transition: "logs and years, at unit volatility",
  TrendState: "logs and years, at unit volatility",
  Filtered: "parts of a log likelihood",
  Mixture: "logs",
  Weighted: "a value of what the field is named after",
  Seasonality: "count of phases",
  Period: "months of the plan, calendar hours",
  Assertion: "carries its column beside it",
  Waterfall: "carries its unit beside it",
  PlacedScale: "pixels, and values of its axis",
  Geometry: "pixels",
  Reading: "unit of the axis it is read on",
  Part: "unit of its waterfall",
  Contrast: "carries its unit beside it",
  SweepFactor: "unit of its column",
  SourcedFigure: "a figure of any dimension, as its profile states it",
  FigureEffect: "a figure of any dimension; its swing is a relative change",
  Share: "a share, and the ends of its range",
  Retention: "counts of blocks, and levels from 0 to 100",
  UsefulFigure: "named by the field that holds it",
  "FigureEffect.low": "as the figure",
  "FigureEffect.high": "as the figure",
};

/** Single fields with a reason. */
const allowed: Record<string, string> = {
  "DeviceKey.labelGigabytes":
    "the number in a product name, such as 80 in A100-SXM-80GB: compared with a label, never computed with",
  "WindowConfig.firstRequest": "index of a request",
  "Simulations.workers": "count of threads",
  "WaitingQueue.head": "a slot",
  "UsefulResult.results": "count of results",
  "UsefulResult.wrongResults": "count of results",
  "UsefulResult.workPerResult": "in first attempts",
};

describe("numeric fields of exported interfaces", () => {
  it("never use a unit we do not count in", () => {
    expect(
      fields
        .filter(({ name }) => forbidden.test(name))
        .map(({ file, type, name }) => `${file} ${type}.${name}`),
    ).toEqual([]);
  });

  it("have no stale exceptions", () => {
    const types = new Set(fields.map(({ type }) => type));
    const names = new Set(fields.map(({ type, name }) => `${type}.${name}`));
    expect([
      ...Object.keys(carriers).filter((type) => !types.has(type)),
      ...Object.keys(allowed).filter((name) => !names.has(name)),
    ]).toEqual([]);
  });

  it("end in their unit, or count something", () => {
    const nameless = fields.filter(
      ({ type, name }) =>
        !hasUnit(name) && !dimensionless.test(name) && !(type in carriers) && !(`${type}.${name}` in allowed),
    );
    expect(nameless.map(({ file, type, name }) => `${file} ${type}.${name}`)).toEqual([]);
  });
});
