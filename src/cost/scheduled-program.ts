// The engine on silicon that runs a scheduled program: its policies, KV blocks and HTTP stay, its kernel, launch, host and
// collective times do not exist there.
import type { EngineProfile } from "../profiles/engine.ts";

export function scheduledProgram(engine: EngineProfile): EngineProfile {
  return {
    ...engine,
    efficiency: "ideal",
    host: {
      ...engine.host,
      stepFixed: 0,
      stepPerSequence: 0,
      eagerPerLayer: 0,
      eagerPerMoeLayer: 0,
      hiddenPerSequence: 0,
      eagerPerMlaLayer: 0,
      eagerPerLinearLayer: 0,
      eagerPerWeightOnlyLayer: 0,
      eagerPerBlockScaledLayer: 0,
    },
    graph: { captureSizes: [], promptTokens: 0 },
    kernels: {
      gemmFixed: { bf16: 0, fp8: 0, fp4: 0, int8: 0, int4: 0 },
      gemmCompute: { bf16: 1, fp8: 1, fp4: 1, int8: 1, int4: 1 },
      attentionFixed: 0,
      mlaFixed: 0,
      elementwiseFixed: 0,
      moeFixed: 0,
      weightOnlyFixed: 0,
      weightOnlyRate: Number.POSITIVE_INFINITY,
      weightOnlyCompute: 1,
      blockScaledFixed: { units: 0, cores: 0 },
      blockScaledCompute: 1,
      blockScaledLinear: 1,
      moePaddingRows: 0,
      moePermuteBytes: 0,
      mixedAttentionPenalty: 1,
      kvReadsPerGroup: 1,
    },
    collectives: { ...engine.collectives, overlap: 0 },
  };
}
