// Everything a scenario may name, by kind, each from the place that defines it.
import { arrivalsSchema, deploymentSchema, lengthDistributionSchema, poolSchema, routers, traceFormats } from "../scenario/schema.ts";
import { profileLibrary } from "./profiles.ts";

export interface Entry {
  id: string;
  title: string;
  aliases: readonly string[];
}

const plain = (ids: readonly string[]): Entry[] => ids.map((id) => ({ id, title: "", aliases: [] }));
const ofProfiles = (profiles: Iterable<Entry>): Entry[] => [...profiles].map(({ id, title, aliases }) => ({ id, title, aliases }));

export const catalogue: Record<string, () => Entry[]> = {
  models: () => ofProfiles(profileLibrary().models.all()),
  hardware: () => ofProfiles(profileLibrary().hardware.all()),
  engines: () => ofProfiles(profileLibrary().engines.all()),
  arrivals: () => plain(arrivalsSchema.options.map((option) => option.shape.process.value)),
  lengths: () => plain(lengthDistributionSchema.options.map((option) => Object.keys(option.shape)[0]!)),
  formats: () => plain(traceFormats),
  routers: () => plain(routers),
  schedulers: () => plain(poolSchema.shape.scheduler.unwrap().shape.policy.unwrap().options),
  roles: () => plain(poolSchema.shape.role.unwrap().options),
  links: () => plain(deploymentSchema.shape.transfer.unwrap().shape.link.unwrap().options),
};
