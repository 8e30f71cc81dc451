// What was drawn from a workload block is fitted by one like it: the fit is the inverse of the generator.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { workloadBlock } from "../../../src/report/workload-block.ts";
import { fitTelemetry, telemetryColumns } from "../../../src/workload/fit/fit-telemetry.ts";
import { fitWorkload } from "../../../src/workload/fit/fit-workload.ts";
import { lengthCounts } from "../../../src/workload/fit/length-counts.ts";
import { workloadSchema } from "../../../src/workload/schema.ts";
import { drain, source, traceOf, workload } from "../sources.ts";

const lengths = {
  input: { lognormal: { median: "900 tokens", p90: "2500 tokens" } },
  output: { lognormal: { mean: "200 tokens", cv: 0.8 } },
};

function logOf(arrivals: object, requests: number, given: object = lengths): string {
  const rows = drain(source(workload(arrivals, requests, given)));
  const lines = rows.map((each) => `${each.atSeconds},${each.inputTokens},${each.outputTokens}`);
  return `arrival_seconds,input_tokens,output_tokens\n${lines.join("\n")}\n`;
}
const fitOf = (text: string) => fitWorkload(traceOf(text));

describe("arrivals", () => {
  it("Poisson arrivals are fitted by Poisson arrivals of their rate, within three standard errors", () => {
    const fit = fitOf(logOf({ process: "poisson", rate: "7 /s" }, 20_000));
    expect(fit.arrivals.process).toBe("poisson");
    expect(Math.abs((fit.arrivals as { rate: number }).rate / 7 - 1)).toBeLessThan(3 / Math.sqrt(20_000));
    expect(fit.notes).toEqual([]);
  });

  it("bursty and smooth arrivals get their coefficient of variation back", () => {
    for (const cv of [0.4, 2.5]) {
      const { arrivals } = fitOf(logOf({ process: "gamma", rate: "7 /s", cv }, 40_000));
      expect(arrivals.process).toBe("gamma");
      expect(Math.abs((arrivals as { cv: number }).cv / cv - 1)).toBeLessThan(0.06);
    }
  });

  it("a daily rhythm is found, with its peak", () => {
    const { arrivals } = fitOf(
      logOf({ process: "diurnal", rate: "0.1 /s", peakToMean: 1.6 }, Math.round(3 * 86_400 * 0.1)),
    );
    expect(arrivals.process).toBe("diurnal");
    expect(Math.abs((arrivals as { peakToMean: number }).peakToMean - 1.6)).toBeLessThan(0.05);
  });

  it("bursts longer than gaps are told where the fit cannot hold them", () => {
    // Time runs at 5/s and 15/s in turn, two minutes each.
    const slowed = (seconds: number) => {
      const [cycle, rest] = [Math.floor(seconds / 240), seconds % 240];
      return 240 * cycle + (rest < 60 ? 2 * rest : 120 + (rest - 60) / 1.5);
    };
    const rows = drain(source(workload({ process: "poisson", rate: "10 /s" }, 20_000)));
    const lines = rows.map((each) => `${slowed(each.atSeconds)},100,10`);
    const { arrivals, notes } = fitOf(`arrival_seconds,input_tokens,output_tokens\n${lines.join("\n")}\n`);
    expect((arrivals as { rate: number }).rate).toBeCloseTo(10, 0);
    expect(notes[0]).toMatch(
      /burstier over 60 s .* busiest 60 s carry 1\.[567] times the mean.* replay the log/,
    );
  });

  it("everything at one moment is all at once", () => {
    expect(fitOf(logOf({ process: "all-at-once" }, 50)).arrivals).toEqual({ process: "all-at-once" });
  });
});

describe("lengths", () => {
  it("keep their mean and their shape", () => {
    const { input, output } = fitOf(logOf({ process: "poisson", rate: "7 /s" }, 20_000));
    for (const each of [input, output]) {
      expect(Math.abs(each.fittedMeanTokens / each.meanTokens - 1)).toBeLessThan(0.02);
      expect(each.distanceFraction).toBeLessThan(0.03);
    }
  });

  it("a token limit is found where answers pile up at it", () => {
    const cut = { ...lengths, output: { lognormal: { mean: "400 tokens", cv: 1, max: 512 } } };
    const { output } = fitOf(logOf({ process: "poisson", rate: "7 /s" }, 20_000, cut));
    expect(output.distribution).toMatchObject({ lognormal: { max: 512 } });
    expect(output.distanceFraction).toBeLessThan(0.05);
  });

  it("one length is fixed; equally likely ones are uniform", () => {
    const given = { input: { fixed: 700 }, output: { uniform: { low: 50, high: 250 } } };
    const { input, output } = fitOf(logOf({ process: "poisson", rate: "7 /s" }, 20_000, given));
    expect(input.distribution).toEqual({ fixed: 700 });
    expect(output.distribution).toEqual({ uniform: { low: 50, high: 250 } });
  });

  it("quantiles and moments of the counts are those of the values", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 200 }), (values) => {
        const histogram = new Map<number, number>();
        for (const value of values) histogram.set(value, (histogram.get(value) ?? 0) + 1);
        const counts = lengthCounts(histogram);
        const sorted = values.toSorted((a, b) => a - b);
        for (const p of [0.1, 0.5, 0.9])
          expect(counts.quantile(p)).toBe(sorted[Math.ceil(p * values.length - 1e-9) - 1]);
        expect(counts.meanTokens).toBeCloseTo(values.reduce((sum, each) => sum + each, 0) / values.length, 9);
      }),
    );
  });

  it("that follow each other are told as tied", () => {
    const rows = Array.from({ length: 500 }, (_, i) => `${i},${10 + (i % 90)},${20 + 2 * (i % 90)}`);
    const { notes } = fitOf(`arrival_seconds,input_tokens,output_tokens\n${rows.join("\n")}\n`);
    expect(notes.join("\n")).toMatch(/long prompts go with long answers here \(correlation .* 1\.00\)/);
  });
});

describe("the block", () => {
  it("is a workload a scenario accepts, whatever was fitted", () => {
    const processes = [
      { process: "poisson", rate: "3 /s" },
      { process: "gamma", rate: "3 /s", cv: 3 },
      { process: "all-at-once" },
      { process: "diurnal", rate: "0.05 /s", peakToMean: 2 },
    ];
    for (const process of processes) {
      const fit = fitOf(logOf(process, 9000));
      const block = workloadSchema.parse(workloadBlock(fit));
      expect(block.requests).toBe(9000);
      expect(block.arrivals.process).toBe(process.process);
    }
  });
});

describe("telemetry", () => {
  const header = "timestamp,requests,prompt_tokens,generation_tokens\n";

  it("gives rate, means and the variation of lengths from sums alone", () => {
    const rows = drain(source(workload({ process: "poisson", rate: "5 /s" }, 60_000, lengths)));
    const minutes = Array.from({ length: 190 }, () => ({ requests: 0, input: 0, output: 0 }));
    for (const { atSeconds, inputTokens, outputTokens } of rows) {
      const minute = minutes[Math.floor(atSeconds / 60)];
      if (!minute) break;
      minute.requests++;
      minute.input += inputTokens;
      minute.output += outputTokens;
    }
    const text =
      header + minutes.map((each, i) => `${60 * i},${each.requests},${each.input},${each.output}`).join("\n");
    const log = traceOf(text);
    const fit = fitTelemetry(log, telemetryColumns(log)!);
    expect((fit.arrivals as { rate: number }).rate).toBeCloseTo(5, 1);
    expect(Math.abs(fit.output.meanTokens / 200 - 1)).toBeLessThan(0.02);
    // A variance of 190 sums has a standard error of sqrt(2 / 189) = 10 %, its root half of that.
    const { cv } = (fit.output.distribution as { lognormal: { cv: number } }).lognormal;
    expect(Math.abs(cv / 0.8 - 1)).toBeLessThan(0.16);
  });

  it("tells what is wrong, all of it", () => {
    const log = traceOf(`${header}0,5,100,50\n60,x,100,50\n50,0,7,0\n`);
    expect(() => fitTelemetry(log, telemetryColumns(log)!)).toThrowError(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            line: 3,
            path: "requests",
            message: 'expected a count of at least 0, got "x"',
          }),
          expect.objectContaining({ line: 4, path: "timestamp", message: "not after the row before it" }),
          expect.objectContaining({ line: 4, path: "requests" }),
        ],
      }),
    );
  });

  it("is not what a trace is taken for", () => {
    expect(telemetryColumns(traceOf("arrival_seconds,input_tokens,output_tokens\n0,1,1\n"))).toBeUndefined();
  });
});
