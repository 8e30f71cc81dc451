// forewatt.run/1: a class of requests.
import { z } from "zod";
import { figures, latencyOfPart, requestsOfPart, told } from "./schema-parts.ts";

export const classesSchema = z.array(
  z.looseObject({
    name: z.string(),
    requests: requestsOfPart,
    tokens: told(
      figures({
        input: "of completed requests",
        cachedInput: "found in the prefix cache",
        output: "generated",
      }),
      "over the whole run",
    ),
    latency: latencyOfPart(
      "of its requests that arrived in the window (any, where it brings its own arrivals) and completed",
    ),
    requestsPerSecond: told(z.number(), "completed in the window"),
    slo: told(
      z.looseObject({
        met: told(z.boolean(), "its own limits, and its deadline by every request"),
        attainment: told(z.number().nullable(), "its good requests / its requests of the window"),
        goodputRequestsPerSecond: z.number().nullable(),
        goodputOutputTokensPerSecond: told(z.number().nullable(), "tokens of good requests as they end"),
      }),
      "by what was promised to this class",
    ),
    deadline: told(
      figures({
        seconds: "from arrival to the last token",
        metRequests: "completed in time",
        missedRequests: "the others",
      }).optional(),
      "over the whole run, where the class has one",
    ),
  }),
);
