// TensorFlow with its native library where the user installed tfjs-node, else TensorFlow.js in plain JavaScript.
import { createRequire } from "node:module";
import type { Fitter } from "../forecast/growth-curves.ts";
import { loadTensorFlowCpu, tensorFlowFitter } from "../forecast/tensorflow.ts";

const native = "@tensorflow/tfjs-node";

export interface LoadedFitter {
  fitter: Fitter;
  /** For the user: what the fit runs on, and why. */
  said: string;
}

export async function loadFitter(): Promise<LoadedFitter> {
  const why = await nativeFitter();
  if (typeof why !== "string") return { fitter: why, said: `fit backend: ${why.backend}` };
  const fitter = await loadTensorFlowCpu();
  return { fitter, said: `fit backend: ${fitter.backend} (${why})` };
}

/** The fitter, or why there is none. A half-installed tfjs-node resolves and then fails to load its library. */
async function nativeFitter(): Promise<Fitter | string> {
  try {
    createRequire(import.meta.url).resolve(native);
  } catch {
    return "tfjs-node not installed";
  }
  try {
    const loaded = await import(native);
    return await tensorFlowFitter(loaded.default ?? loaded, "tfjs-node");
  } catch {
    return "tfjs-node does not load";
  }
}
