// What `vllm bench serve --save-result` writes (before: benchmark_serving.py), and SGLang's bench_serving, which has the same
// names: one run per object. Latencies in ms. `request_rate: "inf"` with `max_concurrency` is a closed loop, without it all
// at once. Lengths are means of totals. The server's hardware, layout and precision are not in it.
import { isCapped, numberIn, type ResultFormat, rowsOf, statistics } from "./format.ts";

const latencies = [
  ["ttft", "ttft"],
  ["tpot", "tpot"],
  ["itl", "itl"],
  ["e2el", "e2e"],
  // SGLang's name.
  ["e2e_latency", "e2e"],
] as const;

/** The load: users, or requests per second; a rate that is not Poisson, or is capped, is a load kind that nothing here models. */
function loadOf(
  run: Record<string, unknown>,
  requests: number | undefined,
): { load_kind: string; load_value: number | string } {
  const users = numberIn(run.max_concurrency);
  const rate = numberIn(run.request_rate);
  if (rate === undefined && users !== undefined) return { load_kind: "concurrency", load_value: users };
  if (rate === undefined) return { load_kind: "request_rate", load_value: "inf" };
  const burst = (numberIn(run.burstiness) ?? 1) !== 1;
  const unlike = [burst && "burstiness", isCapped(users, requests) && "a concurrency cap"].filter(Boolean);
  const load_kind = ["request_rate", unlike.join(" and ")].filter(Boolean).join(" with ");
  return { load_kind, load_value: rate };
}

export const vllmBench: ResultFormat = {
  name: "a vllm bench result",
  recognises: (run) =>
    "output_throughput" in run && ("mean_ttft_ms" in run || "mean_tpot_ms" in run) && !("hw" in run),
  rows(run) {
    const completed = numberIn(run.completed) ?? numberIn(run.num_prompts);
    const per = (total: unknown) => {
      const tokens = numberIn(total);
      return tokens === undefined || !completed ? undefined : (tokens / completed).toFixed(2);
    };
    const backend = String(run.endpoint_type ?? run.backend ?? "");
    return rowsOf(
      {
        model: String(run.model_id ?? ""),
        // "openai" is a protocol, not a server.
        engine: /^openai/.test(backend) ? undefined : backend,
        mean_isl: per(run.total_input_tokens),
        mean_osl: per(run.total_output_tokens),
        length_dist: "unknown",
        num_requests: completed,
        ...loadOf(run, numberIn(run.num_prompts) ?? completed),
      },
      [
        ...latencies.flatMap(([theirs, ours]) =>
          statistics.map(
            ([statistic, name]) => [`${ours}_${name}_ms`, run[`${statistic}_${theirs}_ms`], "ms"] as const,
          ),
        ),
        ["output_tok_s_total", run.output_throughput, "tok/s"],
        ["request_tput", run.request_throughput, "req/s"],
      ],
    );
  },
};
