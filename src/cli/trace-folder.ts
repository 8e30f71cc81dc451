// The request trace that drove a measured experiment, looked up in a folder by the device and model its file name carries,
// as in `llmservingsim_vllm_RTX4090_Llama-3.1-8B_requests.jsonl`.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Experiment } from "../accuracy/experiment.ts";
import { InputError } from "../base/errors.ts";
import type { TraceInput } from "../scenario/resolved.ts";
import { chunks, reason } from "./files.ts";

const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9.]/g, "");

export function traceFolder(folder: string): (experiment: Experiment) => TraceInput | undefined {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /requests\.(jsonl|csv)(\.gz)?$/.test(name));
  } catch (error) {
    throw InputError.of("command line", "--traces", `${folder}: ${reason(error)}`);
  }
  return ({ gpu, model }) => {
    const name = names.find((each) => {
      const words = each.split("_").map(letters);
      return words.includes(letters(gpu)) && words.includes(letters(model));
    });
    if (name === undefined) return undefined;
    const path = join(folder, name);
    return { name: path, open: () => chunks(path) };
  };
}
