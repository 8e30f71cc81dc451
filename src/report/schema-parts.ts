// What the schemas of results are put together from.
import { z } from "zod";

export const told = <T extends z.ZodType>(type: T, description: string): T => type.meta({ description });
export const figure = z.number().nullable();
export const band = (of: string) => told(z.looseObject({ p10: z.number(), p90: z.number() }), of);

/** Numbers, or null where there is nothing to measure, by key with what each is. */
export const figures = <const K extends string>(of: Record<K, string>) =>
  z.looseObject(
    Object.fromEntries(
      Object.entries<string>(of).map(([key, description]) => [key, told(figure, description)]),
    ) as Record<K, typeof figure>,
  );

export const latency = (description: string) =>
  told(z.looseObject({ mean: figure, p50: figure, p90: figure, p95: figure, p99: figure }), description);
