// Small literal devices for the tests of the cost model, so that they do not move when a profile does. Figures: datasheets and
// physics.md section 4, rounded.
import { readFileSync } from "node:fs";
import { type EngineProfile, engineSchema } from "../../src/profiles/engine.ts";
import { hardwareSchema, type KernelHardware } from "../../src/profiles/hardware.ts";
import { type ModelProfile, modelSchema } from "../../src/profiles/model.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";

const root = new URL("../../", import.meta.url);
const provenance = { source: "test sample", date: "2026-11", confidence: "assumed" } as const;
const value = (text: string, extra = {}) => ({ value: text, ...provenance, ...extra });
const dense = { density: "dense" };
const oneWay = { direction: "one-way" };

interface Sample {
  id: string;
  /** bf16, fp8, fp4 in TFLOP/s; 0 where the chip has none. */
  peaks: [number, number, number];
  capacity: string;
  terabytesPerSecond: number;
  link: [string, number, number];
  tdp: number;
  gemm: [number, number][];
  moe: [number, number, number];
  halfLength: number;
}

const samples: Sample[] = [
  {
    id: "h100-sample",
    peaks: [989, 1979, 0],
    capacity: "81559 MiB",
    terabytesPerSecond: 3.35,
    link: ["nvlink4", 8, 450],
    tdp: 700,
    gemm: [
      [0.78, 0.85],
      [0.65, 0.87],
    ],
    moe: [0.45, 0.35, 0.3],
    halfLength: 900,
  },
  {
    id: "b200-sample",
    peaks: [2250, 4500, 9000],
    capacity: "183359 MiB",
    terabytesPerSecond: 8,
    link: ["nvlink5", 8, 900],
    tdp: 1000,
    gemm: [
      [0.69, 0.78],
      [0.6, 0.78],
      [0.44, 0.7],
    ],
    moe: [0.45, 0.35, 0.3],
    halfLength: 1400,
  },
  {
    id: "a100-sample",
    peaks: [312, 0, 0],
    capacity: "80 GiB",
    terabytesPerSecond: 2.039,
    link: ["nvlink3", 8, 300],
    tdp: 400,
    gemm: [[0.8, 0.78]],
    moe: [0.45, 0.35, 0.3],
    halfLength: 450,
  },
  {
    id: "pcie-sample",
    peaks: [362, 733, 0],
    capacity: "46068 MiB",
    terabytesPerSecond: 0.864,
    link: ["pcie4", 8, 32],
    tdp: 350,
    gemm: [
      [0.59, 0.8],
      [0.47, 0.78],
    ],
    moe: [0.45, 0.35, 0.3],
    halfLength: 900,
  },
];

function device(sample: Sample): KernelHardware {
  const [bf16, fp8, fp4] = sample.peaks;
  const gemm = (at: number) => {
    const [compute, memory] = sample.gemm[at] ?? sample.gemm.at(-1)!;
    return { compute, memory, smoothness: at === 0 ? 1.9 : 1.5, ...provenance };
  };
  const [technology, domainDevices, gigabytes] = sample.link;
  return hardwareSchema.parse({
    schema: "forewatt.hardware/1",
    id: sample.id,
    title: sample.id,
    vendor: "test",
    kind: "gpu",
    architecture: "test",
    status: "shipping",
    compute: {
      bf16: value(`${bf16} TFLOP/s`, dense),
      ...(fp8 > 0 ? { fp8: value(`${fp8} TFLOP/s`, dense) } : {}),
      ...(fp4 > 0 ? { fp4: value(`${fp4} TFLOP/s`, dense) } : {}),
    },
    memory: {
      technology: "HBM",
      label: sample.capacity,
      capacity: value(sample.capacity),
      bandwidth: value(`${sample.terabytesPerSecond} TB/s`),
    },
    links: {
      scaleUp: { technology, domainDevices, bandwidth: value(`${gigabytes} GB/s`, oneWay) },
      scaleOut: { technology: "nic-400g", bandwidth: value("50 GB/s", oneWay) },
      host: { technology: "pcie5", bandwidth: value("64 GB/s", oneWay) },
    },
    power: {
      tdp: value(`${sample.tdp} W`),
      idle: value(`${sample.tdp / 10} W`),
      hostPerDevice: value("200 W"),
      provisionedPerDevice: value(`${sample.tdp + 500} W`),
    },
    price: {},
    efficiency: {
      gemm: { bf16: gemm(0), ...(fp8 > 0 ? { fp8: gemm(1) } : {}), ...(fp4 > 0 ? { fp4: gemm(2) } : {}) },
      moe: { bf16: sample.moe[0], fp8: sample.moe[1], fp4: sample.moe[2], memory: 0.8, ...provenance },
      attention: {
        decodeMemory: 0.85,
        decodeMemoryFp8: 0.8,
        decodeCompute: 0.2,
        mlaDecodeMemory: 0.75,
        mlaDecodeCompute: 0.75,
        prefillCompute: 0.55,
        prefillHalfLengthTokens: sample.halfLength,
        ...provenance,
      },
    },
  }) as KernelHardware;
}

export const hardwareSamples: readonly KernelHardware[] = samples.map(device);

export function hardwareSample(id: string): KernelHardware {
  return hardwareSamples.find((hardware) => hardware.id === id)!;
}

export function model(id: string): ModelProfile {
  const file = `models/${id}.yaml`;
  return parseYaml(file, readFileSync(new URL(file, root), "utf8"), modelSchema);
}

export function engine(id: string): EngineProfile {
  const file = `engine-profiles/${id}.yaml`;
  return parseYaml(file, readFileSync(new URL(file, root), "utf8"), engineSchema);
}

export const modelSamples = [
  "llama-3.1-8b",
  "llama-3.1-70b",
  "gpt-oss-120b",
  "deepseek-r1",
  "deepseek-v3.2",
  "qwen3-30b-a3b",
  "gemma-3-27b",
  "nemotron-nano-9b-v2",
];
export const engineSamples = ["ideal", "vllm", "sglang", "trtllm"];
