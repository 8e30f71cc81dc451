// Where the accuracy gate keeps its files, from the project's folder, and where the shared ground truth lies if it is there.
export const referenceFiles = {
  cases: "bench/accuracy/references.csv",
  energy: "bench/accuracy/energy-references.csv",
} as const;

/** What is committed of the last judged revision: errors by group, predictions by row, bands by regime. */
export const reportFile = "bench/accuracy/report.json";
export const predictionsFile = "bench/accuracy/predictions.csv";
export const bandsFile = "bench/accuracy/gate-bands.json";

/** What `npm run bench:gate` printed last. */
export const gateResultFile = "bench/accuracy/gate-result.txt";

/** What `npm run fit -- --leave-out model,gpu` scored last. */
export const leaveOutFiles = {
  model: "bench/accuracy/leave-out-model.csv",
  gpu: "bench/accuracy/leave-out-gpu.csv",
} as const;

export const groundTruth = "../shared/groundtruth";
export const traceFolderPath = "../shared/traces";
