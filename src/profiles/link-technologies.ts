// Links a profile may name, with what one device can send over them in ONE direction (bytes/s). Vendors quote the
// sum of both directions for NVLink, Infinity Fabric, ICI and NeuronLink; a profile above the cap has taken that sum.
// Sources: facts of each hardware profile; NICs and PCIe x16 by their line rate.

const GB = 1e9;

/** Between the devices of a server or rack. */
export const scaleUpLinks = {
  nvlink3: 300 * GB,
  "nvlink3-capped": 200 * GB,
  nvlink4: 450 * GB,
  "nvlink4-capped": 200 * GB,
  "nvlink4-bridge": 450 * GB,
  nvlink5: 900 * GB,
  nvlink6: 1800 * GB,
  nvlink7: 1800 * GB,
  "infinity-fabric": 448 * GB,
  "infinity-fabric-4": 576 * GB,
  ualoe: 1800 * GB,
  pcie4: 32 * GB,
  pcie5: 64 * GB,
  pcie6: 128 * GB,
  "ici-v5e": 200 * GB,
  "ici-v6e": 400 * GB,
  "ici-v7x": 600 * GB,
  "ici-v8": 1200 * GB,
  neuronlink3: 640 * GB,
  neuronlink4: 1280 * GB,
  "roce-24x200g": 600 * GB,
  "maia-ethernet": 1400 * GB,
  "hccs-ub": 392 * GB,
  "groq-c2c": 240 * GB,
  "lp30-c2c": 1250 * GB,
  "sn50-fabric": 1000 * GB,
  "jalapeno-local": 600 * GB,
  /** No peer link: neighbours are reached over the NIC. */
  none: 50 * GB,
} as const;

/** Network port of a device: InfiniBand or Ethernet, by line rate in Gb/s. */
export const scaleOutLinks = {
  "nic-100g": 12.5 * GB,
  "nic-200g": 25 * GB,
  "nic-400g": 50 * GB,
  "nic-600g": 75 * GB,
  "nic-800g": 100 * GB,
  "nic-1200g": 150 * GB,
  "nic-1600g": 200 * GB,
  "nic-2400g": 300 * GB,
  "nic-7200g": 900 * GB,
} as const;

/** Between a device and the memory of its host. */
export const hostLinks = {
  pcie4: 32 * GB,
  pcie5: 64 * GB,
  pcie6: 128 * GB,
  "nvlink-c2c": 450 * GB,
  "nvlink-c2c2": 900 * GB,
} as const;

export type LinkCaps = Readonly<Record<string, number>>;

/** The names of a table, as zod's enum wants them. */
export function namesOf<T extends LinkCaps>(links: T) {
  return Object.keys(links) as [keyof T & string, ...(keyof T & string)[]];
}
