// A Hugging Face config.json to the text of a model file (`forewatt import hf`). What the config does not say stays
// visible: missing keys are errors, all of them at once; defaults taken and keys not understood are warnings, in the file too.
import { Document, isMap } from "yaml";
import { InputError, type Problem } from "../base/errors.ts";
import { readAttention } from "./hf-attention.ts";
import { familyDefaults, familyOf, isHarmless } from "./hf-families.ts";
import { readFfn } from "./hf-ffn.ts";
import { parseConfigJson, pythonNumbers } from "./hf-json.ts";
import { type ConfigReader, type Json, readConfig } from "./hf-reader.ts";
import { isObject, readWeights } from "./hf-weights.ts";
import { MOST_LAYERS, modelSchema } from "./model.ts";
import { parameterCount } from "./model-shape.ts";
import { validate } from "./schema-problems.ts";
import { parseYamlDocument } from "./yaml-document.ts";

export interface HuggingFaceImport {
  id: string;
  yaml: string;
  warnings: string[];
}

export interface ImportOptions {
  id?: string | undefined;
  source?: string | undefined;
  /** Date of the config; a config does not hold one. */
  date?: string | undefined;
}

/** Parsed and re-read by the schema before it is returned, so what is returned always loads. */
export function importHuggingFace(
  fileName: string,
  configText: string,
  options: ImportOptions = {},
): HuggingFaceImport {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const root = parseConfigJson(fileName, configText);
  const textKey = ["text_config", "language_config", "llm_config"].find((key) => isObject(root[key]));
  const values = textKey === undefined ? root : { ...shared(root), ...(root[textKey] as Json) };
  const modelType = String(values.model_type ?? root.model_type ?? "");
  const family = familyOf(modelType);
  const defaults = familyDefaults(family);
  if (defaults === undefined) warnings.push(unknownFamily(modelType));
  if (textKey !== undefined)
    warnings.push(`${textKey} only: other parts of the model (vision, audio) are not counted`);

  const positions = parseYamlDocument(fileName, pythonNumbers(configText));
  const config = readConfig(
    {
      file: fileName,
      values,
      defaults: defaults ?? {},
      family,
      path: textKey === undefined ? [] : [textKey],
      positionOf: (path) => positions.positionOf(path),
    },
    problems,
    warnings,
  );
  const id = options.id ?? identifier(fileName, values, root, modelType, warnings);
  const shape = readShape(config, family);
  const unread = config.unread().filter((key) => !isHarmless(key));
  if (unread.length > 0) warnings.push(`not understood and left out: ${unread.join(", ")}`);
  if (options.date === undefined)
    warnings.push("the config holds no date: 1970-01-01 written, put in the real one");
  if (problems.length > 0) throw new InputError(problems);

  const provenance = {
    source: options.source ?? `${fileName}, config.json of Hugging Face`,
    date: options.date ?? "1970-01-01",
  };
  const file = {
    schema: "forewatt.model/1",
    id,
    title: id,
    ...provenance,
    confidence: "vendor",
    parameters: {
      total: 1,
      source: "sum of the shape below; a config does not state a total",
      date: provenance.date,
      confidence: "derived",
    },
    ...shape,
  };
  const model = validate(modelSchema, file, () => ({ file: fileName, line: 0, column: 0 }));
  file.parameters.total = Number((parameterCount(model).total / 1e9).toPrecision(6));
  return { id, yaml: write(file, warnings), warnings };
}

function readShape(config: ConfigReader, family: string) {
  const layers = config.count(["num_hidden_layers"], 1, MOST_LAYERS);
  const hidden = config.count(["hidden_size"]);
  const mtpLayers =
    config.optionalCount(["num_nextn_predict_layers", "num_mtp_modules", "mtp_num_hidden_layers"]) ?? 0;
  return {
    layers,
    hidden,
    vocab: config.count(["vocab_size"]),
    maxContextTokens: config.count(["max_position_embeddings"]),
    ...(config.flag("tie_word_embeddings") ? { tiedEmbeddings: true } : {}),
    ...readWeights(config),
    attention: readAttention(config, family, layers, hidden),
    ffn: readFfn(config, family, layers),
    ...(mtpLayers > 0 ? { mtpLayers } : {}),
  };
}

/** Keys that multimodal configs keep beside the text part although they concern it. */
function shared(root: Json): Json {
  const keys = ["tie_word_embeddings", "quantization_config", "torch_dtype", "dtype"];
  return Object.fromEntries(keys.filter((key) => key in root).map((key) => [key, root[key]]));
}

function unknownFamily(modelType: string): string {
  if (modelType === "") return "no model_type in the config: read by the usual key names";
  return `model_type "${modelType}" is not known: read by the usual key names, check the result`;
}

/** From the name of the repository, its folder (`Qwen3-8B/config.json`) or its file (`Qwen--Qwen3-8B_config.json`). */
function identifier(
  fileName: string,
  values: Json,
  root: Json,
  modelType: string,
  warnings: string[],
): string {
  const folders = fileName.split(/[\\/]/);
  const base = (folders.pop() ?? "").replace(/[-_.]?config\.json$|\.json$/i, "");
  const stated = [values._name_or_path, root._name_or_path].find(
    (name) => typeof name === "string" && name !== "",
  );
  const folder = folders.pop() ?? "";
  for (const name of [
    base.split("--").pop() ?? "",
    String(stated ?? "")
      .split("/")
      .pop() ?? "",
    folder,
  ]) {
    const id = slug(name);
    if (id !== "") return id;
  }
  const id = slug(modelType) || "imported";
  warnings.push(`no name in the config or its path: id "${id}" taken`);
  return id;
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/\.+(?=[.-]|$)|(?<=-|^)[.-]+/g, "")
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** Block style, the short inner mappings on one line each, warnings on top as comments. */
function write(file: Json & { ffn: object }, warnings: readonly string[]): string {
  const document = new Document(file);
  for (const path of [["ffn", "dense"], ["ffn", "moe"], ["fourBit"], ["attention", "windowHeads"]]) {
    const node = document.getIn(path);
    if (isMap(node)) node.flow = true;
  }
  if (warnings.length > 0)
    document.commentBefore = warnings.map((warning) => ` ${warning.replace(/\s+/g, " ")}`).join("\n");
  return document.toString({ lineWidth: 0 });
}
