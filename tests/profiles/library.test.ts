import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import {
  createProfileLibrary,
  type ProfileKind,
  profileFolders,
  readerOf,
} from "../../src/profiles/library.ts";
import { shipped, shippedFiles } from "./shipped-profiles.ts";

const kinds = Object.keys(profileFolders) as ProfileKind[];
const idOf = (kind: ProfileKind, name: string): string => {
  const lookup = shipped[kind](name);
  return lookup.found ? lookup.profile.id : lookup.message;
};

describe("shipped profiles", () => {
  it.each(kinds.flatMap((kind) => shipped.ids(kind).map((id) => [kind, id] as const)))(
    "%s %s loads",
    (kind, id) => {
      expect(idOf(kind, id)).toBe(id);
    },
  );

  it.each(kinds)("no two %s files claim one name", (kind) => {
    expect([...shipped.claims(kind)].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  it.each(kinds)("every alias of a %s profile leads to it", (kind) => {
    for (const id of shipped.ids(kind)) {
      const lookup = shipped[kind](id);
      if (lookup.found)
        for (const alias of lookup.profile.aliases) expect([alias, idOf(kind, alias)]).toEqual([alias, id]);
    }
  });
});

/** GPU names of the measured points and device names of the facts, with the profile each must lead to. */
const devices: Record<string, string> = {
  "A100-SXM-80GB": "a100-sxm-80gb",
  "a100-sxm4-80gb": "a100-sxm-80gb",
  A100: "a100-sxm-80gb",
  "A100-80GB SXM": "a100-sxm-80gb",
  "A100-pairwise-NVLink": "a100-sxm-80gb",
  "A100-80GB PCIe": "a100-pcie-80gb",
  "A100-PCIE-80GB": "a100-pcie-80gb",
  "NVIDIA A100-PCIE-80GB": "a100-pcie-80gb",
  A800: "a800-sxm-80gb",
  "A800-80GB SXM (China SKU)": "a800-sxm-80gb",
  "H100-SXM": "h100-sxm",
  "H100 SXM5": "h100-sxm",
  H100: "h100-sxm",
  "H100-SXM-80GB": "h100-sxm",
  "H100-SXM-powercap": "h100-sxm",
  "H100-pairwise-NVLink": "h100-sxm",
  "H100-PCIE": "h100-pcie",
  "H100 PCIe": "h100-pcie",
  "H100-PCIE-80GB": "h100-pcie",
  "H100-NVL": "h100-nvl",
  "H100 NVL": "h100-nvl",
  "H100-NVL-94GB": "h100-nvl",
  "H200-SXM": "h200-sxm",
  "H200 SXM": "h200-sxm",
  "NVIDIA H200 141GB": "h200-sxm",
  "H200 141GB HBM3e": "h200-sxm",
  "H200-NVL": "h200-nvl",
  "H200 NVL": "h200-nvl",
  "GH200-144GB": "gh200-144gb",
  "GH200 144GB (Grace Hopper, HBM3e)": "gh200-144gb",
  "GH200-96GB": "gh200-96gb",
  "GH200 96GB (Grace Hopper, HBM3)": "gh200-96gb",
  "H20 SXM (China SKU)": "h20-sxm",
  H20: "h20-sxm",
  H800: "h800-sxm",
  "H800 SXM (China SKU)": "h800-sxm",
  L40S: "l40s",
  "RTX-4090": "rtx-4090",
  "RTX 4090": "rtx-4090",
  "RTX-PRO-6000-SE": "rtx-pro-6000-server",
  "RTX PRO 6000 Blackwell Server": "rtx-pro-6000-server",
  "RTX-PRO-6000": "rtx-pro-6000",
  "RTX PRO 6000 Blackwell (workstation, or edition not stated)": "rtx-pro-6000",
  "B200-SXM": "b200-sxm",
  "B200 SXM (HGX B200)": "b200-sxm",
  B200: "b200-sxm",
  "B200-SXM-180GB": "b200-sxm",
  "GB200-NVL72": "gb200-nvl72",
  "GB200 NVL72 (per GPU)": "gb200-nvl72",
  GB200: "gb200-nvl72",
  "B300-SXM": "b300-sxm",
  "B300 SXM (HGX/DGX B300)": "b300-sxm",
  "GB300-NVL72": "gb300-nvl72",
  "GB300 NVL72 (per GPU)": "gb300-nvl72",
  'Rubin GPU in Vera Rubin NVL72 (VR200; ex "NVL144")': "vr-nvl72",
  "VR-NVL72": "vr-nvl72",
  "Rubin CPX (context/prefill GPU)": "rubin-cpx",
  MI300X: "mi300x",
  "AMD Instinct MI300X OAM": "mi300x",
  MI325X: "mi325x",
  MI350X: "mi350x",
  MI355X: "mi355x",
  'MI455X (Helios rack, "MI450" series)': "mi455x",
  "TPU v5e": "tpu-v5e",
  "TPU v6e (Trillium)": "tpu-v6e",
  "TPU7x (Ironwood)": "tpu-v7x",
  Trainium2: "trainium2",
  Trainium3: "trainium3",
  "Gaudi 3 (HL-325L OAM)": "gaudi3",
  "Microsoft Maia 200": "maia-200",
  "Huawei Ascend 910C": "ascend-910c",
};

describe("device names", () => {
  it.each(Object.entries(devices))("%s is %s", (name, id) => expect(idOf("hardware", name)).toBe(id));

  it("a memory size that the chip does not come with is another device", () => {
    expect(idOf("hardware", "H100-SXM-94GB")).toMatch(/^unknown hardware "H100-SXM-94GB"/);
    expect(idOf("hardware", "A100-SXM-40GB")).toMatch(/^unknown hardware/);
  });
});

describe("model names", () => {
  it.each([
    ["meta-llama/Meta-Llama-3.1-70B-Instruct", "llama-3.1-70b"],
    ["LLAMA-3.1-8B", "llama-3.1-8b"],
    ["meta-llama/Llama-2-70b-hf", "llama-2-70b"],
    ["mistralai/Mistral-7B-Instruct-v0.2", "mistral-7b"],
    ["mistralai/Mixtral-8x7B-v0.1", "mixtral-8x7b"],
    ["meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama-4-scout"],
    ["google/gemma-3-27b-it", "gemma-3-27b"],
    ["deepseek-ai/DeepSeek-V3", "deepseek-v3"],
  ])("%s is %s", (name, id) => expect(idOf("model", name)).toBe(id));

  it("a version that is part of the name is not dropped into another model", () => {
    expect(idOf("model", "deepseek-v9")).toMatch(/^unknown model "deepseek-v9"\. Did you mean "deepseek-v/);
  });
});

describe("an unknown name", () => {
  it("is answered with the nearest one", () => {
    expect(idOf("hardware", "h20-sxn")).toBe('unknown hardware "h20-sxn". Did you mean "h20-sxm"?');
    expect(idOf("engine", "vlm")).toBe('unknown engine "vlm". Did you mean "vllm"?');
    expect(idOf("model", "zzzzzzzzz")).toBe('unknown model "zzzzzzzzz". "forewatt list" shows what there is');
  });

  it.each(["../package", "a/../../x", "", ".", "h100-sxm.yaml", "__proto__", "constructor"])(
    "%j reads nothing outside the folder",
    (name) => {
      const asked: string[] = [];
      const reader = readerOf(shippedFiles);
      const library = createProfileLibrary({
        list: reader.list,
        read: (kind, file) => {
          asked.push(file);
          return reader.read(kind, file);
        },
      });
      expect(library.hardware(name).found).toBe(false);
      expect(library.model(name).found).toBe(false);
      expect(asked.filter((file) => !/^[a-z0-9][a-z0-9.-]*\.yaml$/.test(file))).toEqual([]);
    },
  );
});

it("a name that is a file name costs one file", () => {
  const reader = readerOf(shippedFiles);
  let reads = 0;
  let lists = 0;
  const library = createProfileLibrary({
    list: (kind) => {
      lists++;
      return reader.list(kind);
    },
    read: (kind, file) => {
      reads++;
      return reader.read(kind, file);
    },
  });
  expect(
    library.hardware("B200-SXM").found &&
      library.model("llama-3.1-70b").found &&
      library.engine("vllm").found,
  ).toBe(true);
  expect([reads, lists]).toEqual([3, 0]);
});

it("two files that claim one alias are not chosen between", () => {
  const h100 = shippedFiles.hardware["h100-sxm.yaml"]!;
  const twins = {
    ...shippedFiles,
    hardware: { "h100-sxm.yaml": h100, "other.yaml": h100.replace("id: h100-sxm", "id: other") },
  };
  expect(createProfileLibrary(readerOf(twins)).hardware("h100")).toEqual({
    found: false,
    message: '"h100" is claimed by h100-sxm.yaml and other.yaml',
  });
});

it("a file whose id is not its name is refused", () => {
  const misnamed = { ...shippedFiles, hardware: { "x100.yaml": shippedFiles.hardware["h100-sxm.yaml"]! } };
  expect(() => createProfileLibrary(readerOf(misnamed)).hardware("x100")).toThrow(
    'expected the name of the file without .yaml, got "h100-sxm"',
  );
});

const shared = new URL("../../../shared/", import.meta.url);
const column = (path: string, name: string) => [
  ...new Set(
    (
      parse(readFileSync(new URL(path, shared)), { columns: true, relax_column_count: true }) as Record<
        string,
        string
      >[]
    ).map((row) => row[name]!),
  ),
];
/** Devices that no roofline of a GPU serves: SRAM, wafer-scale and dataflow chips, and those without published figures. */
const notGpuLike = /groq|lpu|cerebras|sambanova|d-matrix|jalapeño|rubin ultra|tpu 8i/i;

describe.skipIf(!existsSync(shared))("names in ../shared (skipped where that folder is absent)", () => {
  it.each(["groundtruth/cases.csv", "groundtruth/ops.csv", "groundtruth/energy.csv"])(
    "every GPU of %s has a profile",
    (path) => {
      for (const name of column(path, "gpu").filter((gpu) => !notGpuLike.test(gpu)))
        expect(idOf("hardware", name)).not.toMatch(/^unknown/);
    },
  );
  it("every GPU-like device of facts/hardware.csv has a profile", () => {
    for (const name of column("facts/hardware.csv", "device").filter((device) => !notGpuLike.test(device)))
      expect(idOf("hardware", name)).not.toMatch(/^unknown/);
  });
  it("every model of the measured points has a profile", () => {
    for (const name of column("groundtruth/cases.csv", "model"))
      expect(idOf("model", name)).not.toMatch(/^unknown/);
  });
  it("every model of facts/models.csv has a profile", () => {
    for (const name of column("facts/models.csv", "model"))
      expect(idOf("model", name)).not.toMatch(/^unknown/);
  });
});
