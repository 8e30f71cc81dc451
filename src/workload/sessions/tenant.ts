// Whose a session is: class and LoRA adapter of all its requests, those of its sub-agents too. Drawn by its number, whatever
// serves it.
import { randomStream } from "../../base/random.ts";
import { NO_ADAPTER } from "../../serving/adapter-slots.ts";
import { type Adapters, adapterDraw } from "../adapters.ts";
import { classAt } from "../classes/classes.ts";
import type { RequestClasses } from "../classes/schema.ts";

export interface Tenant {
  classIndex: number;
  adapterIndex: number;
}

export type TenantOf = (session: number) => Tenant;

export function tenantsOf(
  { classes = {}, adapters }: { classes?: RequestClasses | undefined; adapters?: Adapters | undefined },
  seed: number,
): TenantOf {
  const shares = Object.values(classes);
  const draw = adapters && adapterDraw(adapters);
  return (session) => {
    const stream = (what: string) => randomStream(seed, `session ${session} ${what}`);
    return {
      classIndex: shares.length > 0 ? classAt(shares, stream("class")()) : 0,
      adapterIndex: draw ? draw(stream("adapter share")(), stream("adapter")()) : NO_ADAPTER,
    };
  };
}
