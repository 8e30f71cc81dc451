// Which measured points the project's own table keeps. Stratified: points of one device, model, engine, kind of load, source
// and format are a stratum; a stratum of n keeps about 2.5 sqrt(n), spread evenly over its lengths, devices and loads. Nothing
// here knows a prediction. Quality A; and of quality B, about sqrt(n) a stratum, what has a device, a model or a kind of load
// that no A point has.
import { parse } from "csv-parse/sync";

export type Row = Record<string, string>;
export interface Table {
  columns: string[];
  /** Rows by point, in the order of the file. */
  points: Map<string, Row[]>;
}

export function readTable(text: string): Table {
  const rows: Row[] = parse(text, { columns: true, bom: true });
  const points = new Map<string, Row[]>();
  for (const row of rows) points.set(row.point_id!, [...(points.get(row.point_id!) ?? []), row]);
  return { columns: Object.keys(rows[0] ?? {}), points };
}

const strata = ["gpu", "model", "engine", "load_kind", "task", "source_id", "precision"];
const inOrder = ["isl", "osl", "gpus", "tp", "ep", "load_value", "max_num_seqs_or_conc", "point_id"];

const SHARE_OF_A = 2.5;
const SHARE_OF_B = 1;

/** The rows of the chosen points, in the order of the file. */
export function select({ points }: Table): Row[] {
  const graded = (quality: string) => [...points.values()].filter(([first]) => first!.quality === quality);
  const best = graded("A").filter(([first]) => isPlain(first!));
  const known = ["gpu", "model", "load_kind"].map((column) => ({
    column,
    values: new Set(best.map(([first]) => first![column])),
  }));
  const others = graded("B").filter(
    ([first]) => isPlain(first!) && known.some(({ column, values }) => !values.has(first![column])),
  );
  const chosen = new Set([...sample(best, SHARE_OF_A), ...sample(others, SHARE_OF_B)]);
  return [...points.values()].filter((rows) => chosen.has(rows)).flat();
}

/** One token a step, one pool, and a layout that is on record: without them nobody could simulate the same experiment. */
const isPlain = ({ spec_decode = "", mode = "", engine = "", gpus = "", tp = "" }: Row) =>
  ["", "none"].includes(spec_decode) &&
  !/^(disagg|prefill-only|decode-only)/.test(mode) &&
  engine !== "" &&
  (tp !== "" || gpus === "1");

function sample(points: readonly Row[][], share: number): Row[][] {
  const groups = new Map<string, Row[][]>();
  for (const rows of points) {
    const key = strata.map((column) => rows[0]![column] ?? "").join("\t");
    groups.set(key, [...(groups.get(key) ?? []), rows]);
  }
  return [...groups.values()].flatMap((members) => {
    const sorted = members.toSorted(([a], [b]) => compare(a!, b!));
    const count = Math.min(sorted.length, Math.ceil(share * Math.sqrt(sorted.length)));
    return Array.from({ length: count }, (_, k) => sorted[Math.floor(((k + 0.5) * sorted.length) / count)]!);
  });
}

function compare(a: Row, b: Row): number {
  for (const column of inOrder) {
    const [left = "", right = ""] = [a[column], b[column]];
    const difference = Number(left) - Number(right);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** A row as the project keeps it: the source's remarks stay there, but for the KV blocks that `validate` reads from them. */
export function kept(row: Row): Row {
  const blocks = /KV blocks=\d+x\d+/.exec(row.notes ?? "")?.[0] ?? "";
  return { ...row, notes: blocks };
}
