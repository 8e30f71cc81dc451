// Published accuracy of other simulators. Facts as of 2026-08: sim-to-real-accuracy-validation (inference-sim) error records,
// summarised per tool as MAPE (median), and what authors state of their own tools.

/** Tool, end to end, ITL, TTFT. */
export const peers: readonly (readonly string[])[] = [
  ["BLIS, calibrated across models", "9 (7)", "10 (7)", "20 (18)"],
  ["AIConfigurator, kernel database (18 experiments)", "22 (22)", "15 (13)", "801"],
  ["BLIS, roofline", "35 (33)", "43 (44)", "675"],
  ["LLMServingSim 1.1 (32 experiments)", "38 (19)", "32 (22)", "1,629 (73)"],
  ["llm-optimizer", "59 (52)", "67 (61)", "1,325"],
  ["Vidur (4 experiments)", "1,050", "240", "over 10,000"],
];

export const selfReported: readonly (readonly string[])[] = [
  [
    "BLIS",
    "median 6.7 end to end, 7.1 ITL, 17.6 TTFT",
    "36 held-out experiments; 13 to 16 end to end on chips not seen",
  ],
  ["Vidur", "below 9, latency", "model and GPU profiled beforehand"],
  ["LLMServingSim 2.0", "below 2 TPOT and end to end, up to 14 TTFT", "model profiled on the same GPU"],
  [
    "AIConfigurator",
    "2.3, whole-model tables held out",
    "the same GPU and framework; users report 45 for TTFT on A100",
  ],
  ["KernelSight-LM", "medians 12.8 TPOT, 15.4 TTFT, 3.0 throughput", "a GPU generation not seen"],
  ["GenZ", "5.8, geometric mean", "efficiencies calibrated"],
];
