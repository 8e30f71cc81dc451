// What 10 % more of a resource would give: the same scenario, every device of the deployment with more of it. Where a step has
// them, also what takes a fixed time: kernels and collectives, layers of chips that launch none, and crossings between groups
// of devices. Each is a bar of its own in the waterfalls, so that what binds and what would help agree.
import type { EngineProfile } from "../../profiles/engine.ts";
import type { HardwareProfile } from "../../profiles/hardware.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { hardwareOf } from "../../scenario/schema.ts";
import { withHardware } from "./figures.ts";
import { withRoundTrips } from "./scenario-figures.ts";

/** Factor on each resource. */
export const MORE = 1.1;

const scaled = <T extends { value: number }>(figure: T): T => ({ ...figure, value: figure.value * MORE });

type HardwareChange = (hardware: HardwareProfile) => HardwareProfile;

const hardwareChanges: Record<string, HardwareChange> = {
  arithmetic: (h) => ({
    ...h,
    compute: Object.fromEntries(
      Object.entries(h.compute).map(([precision, peak]) => [precision, peak && scaled(peak)]),
    ) as HardwareProfile["compute"],
  }),
  "memory bandwidth": (h) => ({ ...h, memory: { ...h.memory, bandwidth: scaled(h.memory.bandwidth) } }),
  "memory capacity": (h) => ({ ...h, memory: { ...h.memory, capacity: scaled(h.memory.capacity) } }),
  "scale-up link": (h) => ({
    ...h,
    links: { ...h.links, scaleUp: { ...h.links.scaleUp, bandwidth: scaled(h.links.scaleUp.bandwidth) } },
  }),
  "scale-out link": (h) => ({
    ...h,
    links: { ...h.links, scaleOut: { ...h.links.scaleOut, bandwidth: scaled(h.links.scaleOut.bandwidth) } },
  }),
};

/** The host that much faster: every time it takes is shorter. */
function fasterHost(engine: EngineProfile): EngineProfile {
  const host = Object.fromEntries(
    Object.entries(engine.host).map(([key, value]) => [
      key,
      typeof value === "number" ? value / MORE : value,
    ]),
  ) as EngineProfile["host"];
  return { ...engine, host };
}

/** Kernels and collectives whose fixed time is that much shorter. */
const fasterKernels: HardwareChange = (h) => {
  if (!("efficiency" in h)) return h;
  const { efficiency } = h;
  return {
    ...h,
    efficiency: { ...efficiency, kernelTimes: efficiency.kernelTimes / MORE },
  } as HardwareProfile;
};

/** Layers whose fixed latency, the ways between their chips included, is that much shorter. */
const fasterLayers: HardwareChange = (h) => {
  if (!("dataflow" in h)) return h;
  const { layerLatency, crossings } = h.dataflow;
  const latency = crossings.latency.map((each) => ({ ...each, latency: each.latency / MORE }));
  return {
    ...h,
    dataflow: {
      ...h.dataflow,
      layerLatency: { ...layerLatency, value: layerLatency.value / MORE },
      crossings: { ...crossings, latency },
    },
  };
};

/** Pages of the KV cache that come from host memory that much faster; undefined where none do. */
function withHostLinks(scenario: ResolvedScenario, name: string): ResolvedScenario | undefined {
  const { file } = scenario;
  const deployment = file.deployments[name]!;
  if (!deployment.pools.some(({ kv }) => kv.paging)) return undefined;
  const pools = deployment.pools.map((pool) => {
    const { paging } = pool.kv;
    return paging ? { ...pool, kv: { ...pool.kv, paging: { ...paging, link: paging.link * MORE } } } : pool;
  });
  const deployments = { ...file.deployments, [name]: { ...deployment, pools } };
  return { ...scenario, file: { ...file, deployments } };
}

/** One scenario per resource. */
export function withMoreOfEach(
  scenario: ResolvedScenario,
  name: string,
): { resource: string; scenario: ResolvedScenario }[] {
  const deployment = scenario.file.deployments[name]!;
  const used = new Set(hardwareOf(deployment).map((id) => scenario.hardware.get(id)!));
  const changes = { ...hardwareChanges };
  if ([...used].some((profile) => "efficiency" in profile)) changes["kernel speed"] = fasterKernels;
  if ([...used].some((profile) => "dataflow" in profile)) changes["layer speed"] = fasterLayers;
  const fasterPages = withHostLinks(scenario, name);
  const fasterCrossings = withRoundTrips(scenario, name, 1 / MORE);
  return [
    ...Object.entries(changes).map(([resource, change]) => ({
      resource,
      scenario: [...used].reduce(
        (changed, profile) => withHardware(changed, profile, change(profile)),
        scenario,
      ),
    })),
    { resource: "host speed", scenario: { ...scenario, engine: fasterHost(scenario.engine) } },
    ...(fasterPages ? [{ resource: "host link", scenario: fasterPages }] : []),
    ...(fasterCrossings ? [{ resource: "crossing speed", scenario: fasterCrossings }] : []),
  ];
}
