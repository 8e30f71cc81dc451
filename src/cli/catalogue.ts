// Everything a scenario may name, by kind, each from the place that defines it.
import type { ProfileKind } from "../profiles/library.ts";
import {
  arrivalsSchema,
  deploymentSchema,
  lengthDistributionSchema,
  poolSchema,
  routers,
  traceFormats,
} from "../scenario/schema.ts";
import { profileLibrary } from "./profiles.ts";

export interface Entry {
  id: string;
  title: string;
  aliases: readonly string[];
  /** Of hardware: whether it can be had, and whether anyone has published measurements. */
  status?: string;
}

/** What a format reads besides the traces it is named after. */
const alsoReads: Partial<Record<(typeof traceFormats)[number], string>> = {
  mooncake: "also Dynamo and aiperf (sessions, agents) and Qwen-Bailian",
};

const plain = (ids: readonly string[]): Entry[] => ids.map((id) => ({ id, title: "", aliases: [] }));

function profiles(kind: ProfileKind): Entry[] {
  const library = profileLibrary();
  return library.ids(kind).map((id) => {
    const answer = library[kind](id);
    if (!answer.found) throw new Error(answer.message);
    const { title, aliases } = answer.profile;
    return "status" in answer.profile
      ? { id, title, aliases, status: answer.profile.status }
      : { id, title, aliases };
  });
}

export const catalogue: Record<string, () => Entry[]> = {
  models: () => profiles("model"),
  hardware: () => profiles("hardware"),
  engines: () => profiles("engine"),
  arrivals: () => plain(arrivalsSchema.options.map((option) => option.shape.process.value)),
  lengths: () => plain(lengthDistributionSchema.options.map((option) => Object.keys(option.shape)[0]!)),
  formats: () => traceFormats.map((id) => ({ id, title: alsoReads[id] ?? "", aliases: [] })),
  routers: () => plain(routers),
  schedulers: () => plain(poolSchema.shape.scheduler.unwrap().shape.policy.unwrap().options),
  roles: () => plain(poolSchema.shape.role.unwrap().options),
  links: () => plain(deploymentSchema.shape.transfer.unwrap().shape.link.unwrap().options),
};
