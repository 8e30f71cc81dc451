// Fixed times of a stack on a chip: the engine's constants are those of CUDA on x86 hosts. Other kernel libraries launch
// slower (ROCm), and so does Python on slower cores (Grace): one factor each, of the chip. Collectives launch like kernels.
import type { EngineProfile } from "../profiles/engine.ts";
import type { KernelHardware } from "../profiles/hardware.ts";

export function stackOn({ efficiency }: KernelHardware, engine: EngineProfile): EngineProfile {
  const { kernelTimes, hostTimes } = efficiency;
  if (kernelTimes === 1 && hostTimes === 1) return engine;
  const { host, kernels, collectives } = engine;
  const { gemmFixed, blockScaledFixed } = kernels;
  const fabric = (of: typeof collectives.switched) => ({
    ...of,
    fixed: of.fixed * kernelTimes,
    perRank: of.perRank * kernelTimes,
    twoShot: of.twoShot * kernelTimes,
  });
  return {
    ...engine,
    host: {
      ...host,
      stepFixed: host.stepFixed * hostTimes,
      stepPerSequence: host.stepPerSequence * hostTimes,
      hiddenPerSequence: host.hiddenPerSequence * hostTimes,
      eagerPerLayer: host.eagerPerLayer * hostTimes,
      eagerPerMoeLayer: host.eagerPerMoeLayer * hostTimes,
      eagerPerMlaLayer: host.eagerPerMlaLayer * hostTimes,
      eagerPerLinearLayer: host.eagerPerLinearLayer * hostTimes,
      eagerPerWeightOnlyLayer: host.eagerPerWeightOnlyLayer * hostTimes,
      eagerPerBlockScaledLayer: host.eagerPerBlockScaledLayer * hostTimes,
    },
    kernels: {
      ...kernels,
      gemmFixed: {
        bf16: gemmFixed.bf16 * kernelTimes,
        fp8: gemmFixed.fp8 * kernelTimes,
        fp4: gemmFixed.fp4 * kernelTimes,
        int8: gemmFixed.int8 * kernelTimes,
        int4: gemmFixed.int4 * kernelTimes,
      },
      attentionFixed: kernels.attentionFixed * kernelTimes,
      mlaFixed: kernels.mlaFixed * kernelTimes,
      elementwiseFixed: kernels.elementwiseFixed * kernelTimes,
      moeFixed: kernels.moeFixed * kernelTimes,
      weightOnlyFixed: kernels.weightOnlyFixed * kernelTimes,
      blockScaledFixed: {
        units: blockScaledFixed.units * kernelTimes,
        cores: blockScaledFixed.cores * kernelTimes,
      },
    },
    collectives: {
      ...collectives,
      switched: fabric(collectives.switched),
      bus: fabric(collectives.bus),
      network: fabric(collectives.network),
      allToAllFixed: collectives.allToAllFixed * kernelTimes,
      pipelineFixed: collectives.pipelineFixed * kernelTimes,
    },
  };
}
