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

/** What became of the requests of a part of a deployment, and how long they took. */
export const requestsOfPart = told(
  figures({
    arrived: "the sum of the others",
    completed: "answered to the last token",
    rejected: "on arrival",
    failed: "outgrew all memory",
    unfinished: "still there at the end",
  }),
  "over the whole run",
);

export const latencyOfPart = (
  whose: string,
  { ttft = "", tpot = "" }: { ttft?: string; tpot?: string } = {},
) =>
  told(
    z.looseObject({
      ttftSeconds: latency(`as of the deployment${ttft}`),
      tpotSeconds: latency(`as of the deployment${tpot}`),
      e2eSeconds: latency("as of the deployment"),
    }),
    whose,
  );
