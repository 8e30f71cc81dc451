import { describe, expect, it } from "vitest";
import { engineAt, familyName } from "../../src/profiles/engine-versions.ts";
import { profiles } from "../accuracy/cases.ts";

const profileOf = (name: string) => {
  const found = profiles.engine(name);
  if (!found.found) throw new Error(found.message);
  return found.profile;
};

describe("releases of an engine", () => {
  const trtllm = profileOf("trtllm");

  it("a release belongs to every family it is older than; the oldest has the last word", () => {
    expect(engineAt(trtllm, "0.14").kernels.kvReadsPerGroup).toBeGreaterThan(1);
    expect(engineAt(trtllm, "0.14").host.hiddenPerSequence).toBe(0);
    expect(engineAt(trtllm, "0.14").collectives.bus).toEqual(trtllm.collectives.bus);
    expect(engineAt(trtllm, "0.14").collectives.switched.perRank).toBeGreaterThan(
      engineAt(trtllm, "0.17").collectives.switched.perRank,
    );
    expect(engineAt(trtllm, "0.17").kernels.kvReadsPerGroup).toBe(1);
    expect(engineAt(trtllm, "0.17").host.hiddenPerSequence).toBe(0);
    expect(engineAt(trtllm, "v1.2.0rc6.post3")).toEqual(trtllm);
    expect(familyName(trtllm, "0.9.0")).toBe(familyName(trtllm, "0.14.0"));
  });

  it("numbers compare as numbers; no number is the newest", () => {
    const vllm = profileOf("vllm");
    expect(familyName(vllm, "0.9.2")).toBe("vllm@<0.14");
    expect(familyName(vllm, "0.14.0")).toBe("vllm");
    expect(familyName(vllm, "nightly-dev")).toBe("vllm");
    expect(familyName(vllm, "")).toBe("vllm");
  });

  it("a scenario names one with @", () => {
    expect(profileOf("trtllm@0.14")).toEqual(engineAt(trtllm, "0.14"));
    expect(profiles.engine("trtllmm@0.14").found).toBe(false);
  });
});
