// What a schema cannot see: a hardware profile whose figures are well-formed and mean something else. Refused: sparse
// peaks taken for dense, both directions of a link taken for one, decimal GB taken for the driver's bytes, and figures
// that contradict each other. Sources of the traps: docs/concepts/hardware.md.
import { InputError, type Problem } from "../base/errors.ts";
import { type Confidence, confidences } from "./figure.ts";
import { type HardwareProfile, hardwareSchema, type KernelHardware } from "./hardware.ts";
import { hostLinks, type LinkCaps, scaleOutLinks, scaleUpLinks } from "./link-technologies.ts";
import { peakCeilings } from "./peak-ceilings.ts";
import { formatPath, type Path, validate } from "./schema-problems.ts";
import { parseYamlDocument, type YamlDocument } from "./yaml-document.ts";

type Finding = [path: Path, message: string];

/** Text of a hardware profile to the profile; throws an InputError with every problem at its place. */
export function parseHardware(file: string, text: string): HardwareProfile {
  const document = parseYamlDocument(file, text);
  const profile = validate(hardwareSchema, document.value, document.positionOf);
  const problems = hardwareProblems(profile, document);
  if (problems.length > 0) throw new InputError(problems);
  return profile;
}

export function hardwareProblems(profile: HardwareProfile, document: YamlDocument): Problem[] {
  const findings = [
    ...peakFindings(profile),
    ...linkFindings(profile),
    ...capacityFindings(profile, document),
    ...powerFindings(profile),
    ...figureFindings(profile),
  ];
  return findings.map(([path, message]) => ({
    ...document.positionOf(path),
    path: formatPath(path),
    message,
  }));
}

/** Dense only: words, the ceiling of the architecture, and the ratios between precisions. */
function peakFindings(profile: HardwareProfile): Finding[] {
  const { compute, architecture } = profile;
  const findings: Finding[] = [];
  const ceiling = peakCeilings[architecture];
  const tflops = (value: number) => `${Number((value / 1e12).toPrecision(5))} TFLOP/s`;
  const bf16 = compute.bf16.value;
  for (const [precision, peak] of Object.entries(compute)) {
    if (!peak) continue;
    const path = ["compute", precision, "value"];
    for (const words of [peak.source, peak.note ?? ""]) {
      if (/\bspars/i.test(words) && !/\bdense\b/i.test(words)) {
        findings.push([
          path,
          "source or note speaks of sparsity: give the dense peak, and say that it is dense",
        ]);
      }
    }
    if (precision === "bf16") {
      if (ceiling && bf16 > ceiling.bf16 * 1.005)
        findings.push([
          path,
          `${tflops(bf16)} is above the dense bf16 peak of ${architecture} (${tflops(ceiling.bf16)}): a sparse peak?`,
        ]);
      continue;
    }
    const known = ceiling?.[precision as "fp8" | "fp4" | "int8"];
    const [low, high] =
      known === undefined
        ? unknownRatio(precision, peak.note)
        : typeof known === "number"
          ? [known, known]
          : known;
    const ratio = peak.value / bf16;
    if (ratio > high * 1.05)
      findings.push([
        path,
        `${tflops(peak.value)} is ${ratio.toFixed(2)} x bf16, expected ${high} x: a sparse peak taken for dense?`,
      ]);
    if (ratio < low * 0.95)
      findings.push([
        path,
        `${tflops(peak.value)} is only ${ratio.toFixed(2)} x bf16, expected ${low} x: is the bf16 peak a sparse one?`,
      ]);
  }
  return "efficiency" in profile ? [...findings, ...efficiencyFindings(profile)] : findings;
}

/** Each arithmetic of the matrix units has an efficiency, and the other way round. */
function efficiencyFindings({ compute, efficiency: { gemm } }: KernelHardware): Finding[] {
  const without = Object.keys(compute).filter((precision) => !(precision in gemm));
  const beyond = Object.keys(gemm).filter((precision) => !(precision in compute));
  return [
    ...without.map(
      (precision): Finding => [["efficiency", "gemm"], `no efficiency for ${precision}, which compute lists`],
    ),
    ...beyond.map(
      (precision): Finding => [["efficiency", "gemm", precision], `compute has no ${precision} peak`],
    ),
  ];
}

/** Half the width, twice the rate; a chip built otherwise says so in the figure's note. */
function unknownRatio(precision: string, note: string | undefined): readonly [number, number] {
  const explained = note !== undefined && note.length >= 10;
  if (explained) return [0, Number.POSITIVE_INFINITY];
  return precision === "fp4" ? [1.9, 4.6] : [1.9, 2.3];
}

function linkFindings({ links }: HardwareProfile): Finding[] {
  const findings: Finding[] = [];
  const tables: Record<string, LinkCaps> = {
    scaleUp: scaleUpLinks,
    scaleOut: scaleOutLinks,
    host: hostLinks,
  };
  for (const [name, { technology, bandwidth }] of Object.entries(links)) {
    const path = ["links", name, "bandwidth", "value"];
    const cap = tables[name]?.[technology] ?? Number.POSITIVE_INFINITY;
    if (bandwidth.value > cap * 1.001) {
      findings.push([
        path,
        `${bandwidth.value / 1e9} GB/s is above what ${technology} carries in one direction (${cap / 1e9} GB/s per device): the sum of both directions, or bits for bytes?`,
      ]);
    }
  }
  return findings;
}

/** The driver's figure, in binary units or bytes; the marketing label is neither. */
function capacityFindings(
  { memory: { capacity, label } }: HardwareProfile,
  document: YamlDocument,
): Finding[] {
  const path = ["memory", "capacity", "value"];
  const written = String(
    (document.value as { memory: { capacity: { value: unknown } } }).memory.capacity.value,
  );
  if (capacity.decimal) {
    return capacity.note
      ? []
      : [[["memory", "capacity", "decimal"], "say in the note how it is known that the figure is decimal"]];
  }
  const findings: Finding[] = [];
  if (/\d\s*[kKMGT]B\s*$/.test(written)) {
    findings.push([
      path,
      `expected what the driver reports, in MiB, GiB or B, got "${written}": vendors' GB are GiB (add decimal: true and a note if this one is not)`,
    ]);
  } else if (Math.abs(capacity.value / label - 1) < 0.002) {
    findings.push([
      path,
      `${capacity.value} bytes is the label read as decimal GB: expected what the driver reports`,
    ]);
  }
  const binaryLabel = label * (1024 ** 3 / 1e9);
  if (capacity.value > binaryLabel * 1.001)
    findings.push([path, `more than the label says, even as GiB (${Math.round(binaryLabel)} bytes)`]);
  return findings;
}

function powerFindings({
  power: { tdp, idle, hostPerDevice, hostParts, provisionedPerDevice },
}: HardwareProfile): Finding[] {
  const findings: Finding[] = [];
  if (hostParts) {
    const sum = Object.values(hostParts).reduce((watts, part) => watts + (part?.value ?? 0), 0);
    if (Math.abs(sum / hostPerDevice.value - 1) > 0.01)
      findings.push([
        ["power", "hostParts"],
        `the parts are ${Math.round(sum)} W together, hostPerDevice ${hostPerDevice.value} W`,
      ]);
  }
  if (idle.value >= tdp.value) findings.push([["power", "idle", "value"], "idle power is not below TDP"]);
  if (provisionedPerDevice.value < tdp.value)
    findings.push([
      ["power", "provisionedPerDevice", "value"],
      "the nameplate share holds the device itself: it cannot be below TDP",
    ]);
  else if (provisionedPerDevice.value < tdp.value + hostPerDevice.value)
    findings.push([
      ["power", "provisionedPerDevice", "value"],
      `the nameplate share holds host, NIC and switch too: it cannot be below tdp + hostPerDevice, ${Math.round(tdp.value + hostPerDevice.value)} W`,
    ]);
  return findings;
}

interface AnyFigure {
  value: number;
  range?: { low: number; high: number };
  confidence: Confidence;
  note?: string;
}

/** Every figure, wherever it stands: a range holds its value, an assumption states its reason or range, zero is no figure. */
function figureFindings(node: unknown, path: Path = []): Finding[] {
  if (typeof node !== "object" || node === null) return [];
  const figure = node as Partial<AnyFigure>;
  const findings: Finding[] = [];
  if (figure.value !== undefined && figure.value <= 0)
    findings.push([[...path, "value"], "must be above zero"]);
  if (
    figure.value !== undefined &&
    figure.range &&
    !(figure.range.low <= figure.value && figure.value <= figure.range.high)
  ) {
    findings.push([[...path, "range"], "the range does not hold the value"]);
  }
  if (figure.confidence === confidences.at(-1) && figure.range === undefined && figure.note === undefined) {
    findings.push([path, "an assumed figure needs a note with the reason, or a range"]);
  }
  return [
    ...findings,
    ...Object.entries(node).flatMap(([key, child]) => figureFindings(child, [...path, key])),
  ];
}
