// The manifests of docs/guides/scale-out.md: fields as the schemas of Kubernetes (batch/v1 Job) and Slurm (sbatch) have them,
// and the command in them is one that forewatt takes.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { fencedBlocks, readDocument } from "../scripts/doc-blocks.js";
import { readShard } from "../src/cli/sweep/shard.ts";

const blocks = fencedBlocks(readDocument("docs/guides/scale-out.md"));

/** What we use of batch/v1 Job, strictly: an unknown field is one that the API server would refuse. */
const indexedJob = z.strictObject({
  apiVersion: z.literal("batch/v1"),
  kind: z.literal("Job"),
  metadata: z.strictObject({ name: z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/) }),
  spec: z.strictObject({
    completionMode: z.literal("Indexed"),
    completions: z.int().min(1),
    parallelism: z.int().min(1),
    backoffLimitPerIndex: z.int().min(0),
    template: z.strictObject({
      spec: z.strictObject({
        // backoffLimitPerIndex is only allowed with Never.
        restartPolicy: z.literal("Never"),
        containers: z.tuple([
          z.strictObject({
            name: z.string(),
            image: z.string(),
            command: z.array(z.string()),
            args: z.array(z.string()),
            resources: z.strictObject({ requests: z.record(z.enum(["cpu", "memory"]), z.string()) }),
            volumeMounts: z.array(
              z.strictObject({ name: z.string(), mountPath: z.string().startsWith("/") }),
            ),
          }),
        ]),
        volumes: z.array(
          z.strictObject({
            name: z.string(),
            persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
          }),
        ),
      }),
    }),
  }),
});

it("the indexed Job is one, and runs every shard once", () => {
  const job = indexedJob.parse(parse(blocks.find(({ language }) => language === "yaml")!.lines.join("\n")));
  const { completions, template } = job.spec;
  const [{ args, volumeMounts }] = template.spec.containers;
  expect(volumeMounts.map(({ name }) => name)).toEqual(template.spec.volumes.map(({ name }) => name));
  const shards = Array.from({ length: completions }, (_, index) =>
    /--shard "\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)\/(\d+)"/.exec(args[0]!)![1]!.replace(/^/, `${index + 1}/`),
  );
  expect(shards.map((shard) => readShard(shard))).toEqual(
    Array.from({ length: completions }, (_, index) => ({ index: index + 1, of: completions })),
  );
});

describe("the Slurm array", () => {
  const script = blocks.find(({ lines }) => lines.some((line: string) => line.startsWith("#SBATCH")))!.lines;

  it("has options that sbatch knows, before any command", () => {
    expect(script[0]).toBe("#!/bin/bash");
    const options = script.slice(1).filter((line: string) => line.startsWith("#"));
    expect(script.slice(1, 1 + options.length)).toEqual(options);
    for (const line of options)
      expect(line).toMatch(/^#SBATCH --(?:job-name=\w+|array=1-\d+|cpus-per-task=\d+|requeue)$/);
  });

  it("has as many tasks as shards", () => {
    const text = script.join("\n");
    const tasks = Number(/--array=1-(\d+)/.exec(text)![1]);
    expect(text).toContain(`--shard "$SLURM_ARRAY_TASK_ID/${tasks}"`);
  });
});
