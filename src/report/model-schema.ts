// forewatt.run/1: a model on devices that it may share with others.
import { z } from "zod";
import { figures, latencyOfPart, requestsOfPart, told } from "./schema-parts.ts";

export const modelsSchema = z.array(
  z.looseObject({
    name: told(z.string(), "id of the model"),
    pool: z.string(),
    wantedBy: told(z.array(z.string()), "classes of the workload, or roles of its agents"),
    requests: requestsOfPart,
    latency: latencyOfPart("of its requests that arrived in the window and completed", {
      ttft: ": waiting for weights is in it",
      tpot: ": turns of other models are in it",
    }),
    outputTokensPerSecond: told(z.number(), "generated in the window"),
    busyFraction: told(
      z.number(),
      "share of the device groups' time in the window with a step of it in progress",
    ),
    deviceTimeShare: told(z.number(), "its share of all steps of the pool, by time"),
    meanBatch: told(z.number(), "decoding sequences per step of the window that decodes"),
    kvBlocks: told(z.number(), "KV blocks that it has on one group"),
    kvPeakFraction: told(z.number(), "most of them in use, over the run"),
    preemptions: told(z.number(), "over the run"),
    loadCount: told(z.number(), "times that its weights were loaded, over the run"),
    secondsPerLoad: told(z.number(), "0 where models do not take turns in memory"),
    usdPerMillionOutputTokens: told(
      z.number().nullable(),
      "its share of the pool's cost by device-time, idle time and loads split alike, over its output",
    ),
  }),
);

export const swapsSchema = figures({
  loadCount: "times that weights of a model were loaded",
  loadSeconds: "weights on their way, all device groups",
  stalledFraction: "of the groups' time: nothing ran while weights were on their way",
});
