import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { formatProblem, InputError } from "../../src/base/errors.ts";
import { parseHardware } from "../../src/profiles/hardware-checks.ts";
import { hostLinks, scaleOutLinks, scaleUpLinks } from "../../src/profiles/link-technologies.ts";
import { shipped, shippedFiles } from "./shipped-profiles.ts";

// biome-ignore lint/suspicious/noExplicitAny: a parsed profile is tampered with at arbitrary paths
type Raw = any;

/** Problems of a shipped profile after `tamper` changed its raw values. */
function problemsOf(id: string, tamper: (raw: Raw) => void): string[] {
  const raw = parse(shippedFiles.hardware[`${id}.yaml`]!);
  tamper(raw);
  try {
    parseHardware("x.yaml", stringify(raw, { lineWidth: 0 }));
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(formatProblem);
  }
}

const ids = shipped.ids("hardware");
const hardware = (id: string) => {
  const lookup = shipped.hardware(id);
  if (!lookup.found) throw new Error(lookup.message);
  return lookup.profile;
};
const scaled = (text: string, factor: number) =>
  text.replace(/^[\d.]+/, (number) => String(Number(number) * factor));
const double = (text: string) => scaled(text, 2);

describe("a figure needs its provenance", () => {
  it.each(["value", "source", "date", "confidence"])("without %s", (key) => {
    const problems = problemsOf("h100-sxm", (raw) => delete raw.compute.bf16[key]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^x\\.yaml:\\d+:\\d+ {2}compute\\.bf16\\.${key} {2}missing: `));
  });
  it("all problems at once", () => {
    expect(
      problemsOf("h100-sxm", (raw) => {
        delete raw.power.tdp.source;
        raw.power.idle.value = 73;
        raw.memory.capasity = raw.memory.capacity;
        raw.price.rent.confidence = "sure";
      }),
    ).toHaveLength(4);
  });
  it("an assumed figure needs a reason or a range", () => {
    expect(problemsOf("h100-sxm", (raw) => delete raw.links.host.bandwidth.note).join()).toContain(
      "an assumed figure needs a note with the reason, or a range",
    );
  });
  it("a range holds its value", () => {
    expect(problemsOf("h100-sxm", (raw) => (raw.power.idle.range.high = "60 W")).join()).toContain(
      "the range does not hold the value",
    );
  });
});

describe("a sparse peak is not dense", () => {
  it.each(ids.filter((id) => hardware(id).compute.fp8))("%s with its fp8 peak doubled", (id) => {
    const problems = problemsOf(id, (raw) => {
      raw.compute.fp8.value = double(raw.compute.fp8.value);
      delete raw.compute.fp8.note;
    });
    expect(problems.join("\n")).toContain("compute.fp8.value");
  });
  it.each([
    "a100-sxm-80gb",
    "h100-sxm",
    "h200-sxm",
    "l40s",
    "rtx-4090",
    "b200-sxm",
    "gb200-nvl72",
    "b300-sxm",
    "gb300-nvl72",
    "mi300x",
    "mi355x",
    "vr-nvl72",
  ])("%s with every peak doubled", (id) => {
    const problems = problemsOf(id, (raw) => {
      for (const peak of Object.values<Raw>(raw.compute)) {
        peak.value = double(peak.value);
        delete peak.range;
      }
    });
    expect(problems.join("\n")).toMatch(/compute\.bf16\.value {2}.* is above the dense bf16 peak of /);
  });
  it("the L40S figures that circulate: 362 dense beside 1466 sparse", () => {
    expect(problemsOf("l40s", (raw) => (raw.compute.fp8.value = "1466 TFLOP/s"))).toEqual([
      expect.stringContaining(
        "compute.fp8.value  1466 TFLOP/s is 4.05 x bf16, expected 2 x: a sparse peak taken for dense?",
      ),
    ]);
  });
  it("Rubin's headline 50 PFLOP/s", () => {
    expect(problemsOf("vr-nvl72", (raw) => (raw.compute.fp4.value = "50 PFLOP/s")).join()).toContain(
      "compute.fp4.value",
    );
  });
  it("an unknown architecture is held to half the width, twice the rate, unless the note explains", () => {
    const unknown = (note?: string) =>
      problemsOf("h100-sxm", (raw) => {
        raw.architecture = "next";
        raw.compute.fp8.value = "3958 TFLOP/s";
        raw.compute.fp8.note = note;
      });
    expect(unknown().join()).toContain("3958 TFLOP/s is 4.00 x bf16, expected 2.3 x");
    expect(unknown("quadruple rate by design; dense")).toEqual([]);
  });
  it.each(["density", "a word in the source", "a word in the note"])("said by %s", (where) => {
    const problems = problemsOf("h100-sxm", (raw) => {
      if (where === "density") raw.compute.bf16.density = "sparse";
      else raw.compute.bf16[where.split(" ").at(-1)!] = "datasheet, with sparsity";
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      where === "density" ? /expected "dense", got "sparse"/ : /speaks of sparsity/,
    );
  });
});

describe("a link is one direction", () => {
  const full: [string, "scaleUp" | "scaleOut" | "host"][] = ids.flatMap((id) => {
    const { links } = hardware(id);
    const tables = { scaleUp: scaleUpLinks, scaleOut: scaleOutLinks, host: hostLinks } as Record<
      string,
      Record<string, number>
    >;
    return (["scaleUp", "scaleOut", "host"] as const)
      .filter((name) => links[name].bandwidth.value > 0.51 * tables[name]![links[name].technology]!)
      .map((name): [string, typeof name] => [id, name]);
  });
  it("is checked for every link of every profile", () => expect(full.length).toBe(3 * ids.length));
  it.each(full)("%s with both directions of %s", (id, link) => {
    const problems = problemsOf(id, (raw) => {
      raw.links[link].bandwidth.value = double(raw.links[link].bandwidth.value);
      delete raw.links[link].bandwidth.range;
    });
    expect(problems.join("\n")).toMatch(new RegExp(`links\\.${link}\\.bandwidth\\.value .*in one direction`));
  });
  it("said by the direction", () => {
    expect(
      problemsOf("h100-sxm", (raw) => (raw.links.scaleUp.bandwidth.direction = "bidirectional")).join(),
    ).toContain('expected "one-way", got "bidirectional"');
  });
  it("bits for bytes", () => {
    expect(
      problemsOf("h100-sxm", (raw) => (raw.links.scaleOut.bandwidth.value = "400 Gb/s")).join(),
    ).toContain("bits where bytes are meant");
    expect(
      problemsOf("h100-sxm", (raw) => (raw.links.scaleOut.bandwidth.value = "400 GB/s")).join(),
    ).toContain("bits for bytes?");
  });
  it("an unknown technology", () => {
    expect(problemsOf("h100-sxm", (raw) => (raw.links.scaleUp.technology = "nvlnk4")).join()).toContain(
      'Did you mean "nvlink4"?',
    );
  });
});

describe("capacity is what the driver reports", () => {
  it.each(ids.filter((id) => !parse(shippedFiles.hardware[`${id}.yaml`]!).memory.capacity.decimal))(
    "%s with its label for a capacity",
    (id) => {
      expect(problemsOf(id, (raw) => (raw.memory.capacity.value = raw.memory.label)).join("\n")).toContain(
        "memory.capacity.value  expected what the driver reports",
      );
    },
  );
  it("the label in bytes is the label", () => {
    expect(problemsOf("h100-sxm", (raw) => (raw.memory.capacity.value = "80000000000 B")).join()).toContain(
      "the label read as decimal GB",
    );
  });
  it("more than the label, even as GiB", () => {
    expect(problemsOf("h100-sxm", (raw) => (raw.memory.capacity.value = "94 GiB")).join()).toContain(
      "more than the label says",
    );
  });
  it("decimal needs its reason", () => {
    expect(problemsOf("vr-nvl72", (raw) => delete raw.memory.capacity.note).join()).toContain(
      "say in the note",
    );
  });
  it("a bare number", () => {
    expect(problemsOf("h100-sxm", (raw) => (raw.memory.capacity.value = 80)).join()).toContain(
      'expected a size in bytes such as "140.4 GiB", got 80',
    );
  });
});

describe("figures agree with each other", () => {
  it("idle below TDP, nameplate above it", () => {
    expect(
      problemsOf("h100-sxm", (raw) =>
        Object.assign(raw.power.idle, { value: "800 W", range: undefined }),
      ).join(),
    ).toContain("idle power is not below TDP");
    expect(
      problemsOf("h100-sxm", (raw) =>
        Object.assign(raw.power.provisionedPerDevice, { value: "600 W", range: undefined }),
      ).join(),
    ).toContain("cannot be below TDP");
    expect(
      problemsOf("h100-sxm", (raw) =>
        Object.assign(raw.power.provisionedPerDevice, { value: "800 W", range: undefined }),
      ).join(),
    ).toContain("cannot be below tdp + hostPerDevice, 875 W");
  });
  it("host, switch, NIC and losses are hostPerDevice", () => {
    expect(
      problemsOf("gb200-nvl72", (raw) =>
        Object.assign(raw.power.hostParts.switch, { value: "120 W" }),
      ).join(),
    ).toContain("the parts are 335 W together, hostPerDevice 300 W");
  });
  it("an efficiency for every peak and a peak for every efficiency", () => {
    expect(problemsOf("b200-sxm", (raw) => delete raw.efficiency.gemm.fp4).join()).toContain(
      "no efficiency for fp4",
    );
    expect(problemsOf("b200-sxm", (raw) => delete raw.compute.fp4).join()).toContain(
      "compute has no fp4 peak",
    );
  });
  it("zero is no figure", () => {
    expect(problemsOf("h100-sxm", (raw) => (raw.memory.bandwidth.value = "0 TB/s")).join()).toContain(
      "must be above zero",
    );
  });
});

describe("shipped figures", () => {
  const profileOf = (id: string) => {
    const found = shipped.hardware(id);
    if (!found.found) throw new Error(id);
    return found.profile;
  };

  it("every device knows its domain and what its host, NIC and losses draw; those behind switches what these draw", () => {
    for (const id of shipped.ids("hardware")) {
      const { power, links } = profileOf(id);
      expect(links.scaleUp.domainDevices, id).toBeGreaterThanOrEqual(1);
      expect(power.hostParts?.host, id).toBeDefined();
      expect(power.hostParts?.nic, id).toBeDefined();
      expect(power.hostParts?.losses, id).toBeDefined();
      if (/^nvlink[4-7]$/.test(links.scaleUp.technology) && links.scaleUp.domainDevices >= 8)
        expect(power.hostParts?.switch, id).toBeDefined();
      for (const part of Object.values(power.hostParts!))
        if (part?.confidence === "assumed")
          expect(part.range !== undefined && part.note !== undefined, id).toBe(true);
    }
  });

  it.each([
    ["gb200-nvl72", 132e3],
    ["gb300-nvl72", 140e3],
    ["vr-nvl72", 190e3],
    ["vr-nvl72-maxlps", 101e3],
    ["lpx", 160e3],
    ["h100-sxm", 10.2e3],
    ["b200-sxm", 14.3e3],
    ["cs-3", 23e3],
  ])(
    "a server or rack of %s with every device at TDP stays within its published nameplate, and takes most of it",
    (id, nameplateWatts) => {
      const { power, serverDevices } = profileOf(id);
      const watts = serverDevices * (power.tdp.value + power.hostPerDevice.value);
      expect(watts).toBeLessThanOrEqual(nameplateWatts * 1.001);
      expect(watts).toBeGreaterThan(0.55 * nameplateWatts);
    },
  );

  it("the Grace parts are not the HGX parts", () => {
    for (const [grace, hgx] of [
      ["gb200-nvl72", "b200-sxm"],
      ["gb300-nvl72", "b300-sxm"],
    ] as const) {
      expect(hardware(grace).compute.bf16.value).toBeGreaterThan(hardware(hgx).compute.bf16.value);
      expect(hardware(grace).compute.fp4!.value).toBeGreaterThan(hardware(hgx).compute.fp4!.value);
      expect(hardware(grace).memory.capacity.value).toBeGreaterThan(hardware(hgx).memory.capacity.value);
      expect(hardware(grace).links.scaleUp.domainDevices).toBe(72);
      expect(hardware(hgx).links.scaleUp.domainDevices).toBe(8);
    }
  });
  it("nothing is rented at a loss against its own electricity", () => {
    for (const id of ids) {
      const { price, power } = hardware(id);
      if (price.rent) expect(price.rent.value).toBeGreaterThan((power.tdp.value / 1000) * 0.0929);
    }
  });
  it("what is not on sale says so", () => {
    for (const id of ["vr-nvl72", "vr-nvl72-maxlps", "rubin-cpx", "mi455x"])
      expect(hardware(id).status).toBe("announced, unmeasured");
  });
});
