// InferenceX's (InferenceMAX) aggregate: a list of runs with hw, tp, ep, conc, framework, precision; latencies in seconds.
// Lengths are nominal and drawn from [0.8, 1] of it, ten prompts per user. With dp_attention the tp ranks are attention data
// ranks. Interactivity (intvty) is 1 / TPOT and is not read again.
import { numberIn, type ResultFormat, rowsOf, statistics } from "./format.ts";

const latencies = [
  ["ttft", "ttft"],
  ["tpot", "tpot"],
  ["e2el", "e2e"],
] as const;

const isTrue = (value: unknown) => value === true || /^true$/i.test(String(value));

export const inferenceX: ResultFormat = {
  name: "an InferenceX aggregate",
  recognises: (run) => "hw" in run && "conc" in run && ("tput_per_gpu" in run || "mean_tpot" in run),
  rows(run) {
    const ranks = numberIn(run.tp);
    const spread = isTrue(run.dp_attention);
    const apart = isTrue(run.disagg) || isTrue(run.is_multinode);
    const speculation = String(run.spec_decoding ?? "none");
    const text = (value: unknown) => (value === undefined || value === null ? undefined : String(value));
    return rowsOf(
      {
        model: text(run.model),
        gpu: text(run.hw)?.replace(/[-_](trt|nv|nb|cr|amd|amds|dgxc|nvs).*$/i, ""),
        engine: text(run.framework)?.replace(/^trt$/, "trtllm"),
        precision: text(run.precision),
        gpus: apart ? undefined : ranks,
        tp: apart ? undefined : spread ? 1 : ranks,
        dp: spread ? ranks : 1,
        ep: numberIn(run.ep),
        mode: apart ? "disagg" : "agg",
        spec_decode: /^(none|off|false|)$/i.test(speculation) ? "none" : speculation,
        isl: numberIn(run.isl),
        osl: numberIn(run.osl),
        length_dist: "uniform[0.8,1.0]*nominal",
        load_kind: "concurrency",
        load_value: numberIn(run.conc),
      },
      [
        ...latencies.flatMap(([theirs, ours]) =>
          statistics.map(
            ([statistic, name]) => [`${ours}_${name}_s`, run[`${statistic}_${theirs}`], "s"] as const,
          ),
        ),
        ["total_tok_s_per_gpu", run.tput_per_gpu, "tok/s/GPU"],
        ["output_tok_s_per_gpu", run.output_tput_per_gpu, "tok/s/GPU"],
      ],
    );
  },
};
