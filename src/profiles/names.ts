// How people write the names of models and devices: in any case, with organisation, form, memory or tuning suffixes.
// A name becomes a list of keys, strictest first; a looser key is used only when no profile has a stricter one.

/** Lower case, words joined by single hyphens: the form ids have. */
export function normalise(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

const withoutParentheses = (name: string) => name.replace(/\([^)]*\)/g, " ");

/** What checkpoints append to the name of their network: tuning, file and number format, how it was quantised, version, experts. */
const SUFFIX =
  /-(?:instruct|chat|it|hf|fp8|fp4|nvfp4|mxfp4|bf16|fp16|int8|int4|w8a8|w4a16|awq|gptq|kv|dynamic|preview|v\d+(?:\.\d+)*|\d+b-\d+e)$/;

/** Names of one network with the same shape: organisation, `Meta-`, instruction tuning, file and number format and version go. */
export function modelKeys(name: string): string[] {
  const keys = new Set([normalise(name), normalise(withoutParentheses(name))]);
  const bare = withoutParentheses(name);
  let key = normalise(bare.slice(bare.lastIndexOf("/") + 1));
  keys.add(key);
  for (;;) {
    const shorter = key.replace(SUFFIX, "");
    if (shorter === key) break;
    key = shorter;
    keys.add(key);
  }
  return [...keys].flatMap((each) => [each, each.replace(/^(?:meta|nvidia)-/, "")]).filter(unique);
}

export interface DeviceKey {
  key: string;
  /** Marketing gigabytes the name stated and the key dropped: the profile's label has to agree. */
  labelGigabytes?: number;
}

const VENDOR_WORDS = new Set([
  "nvidia",
  "amd",
  "intel",
  "google",
  "aws",
  "microsoft",
  "huawei",
  "instinct",
  "tesla",
  "geforce",
  "gpu",
  "oam",
]);

/** CHIP-FORM[-MEMORY] in any order of form and memory, with or without the vendor and the kind of memory. */
export function deviceKeys(name: string): DeviceKey[] {
  const words = normalise(withoutParentheses(name))
    .split("-")
    .filter((word) => !VENDOR_WORDS.has(word) && !/^(?:hbm|gddr)\d\w*$/.test(word))
    .map((word) => word.replace(/^sxm\d$/, "sxm").replace(/^pci$/, "pcie"));
  const memory = words.filter((word) => /^\d+gb$/.test(word));
  const rest = words.filter((word) => !memory.includes(word)).join("-");
  const keys: DeviceKey[] = [
    { key: normalise(name) },
    { key: words.join("-") },
    { key: [rest, ...memory].join("-") },
  ];
  if (memory.length === 1) keys.push({ key: rest, labelGigabytes: Number.parseInt(memory[0]!, 10) });
  return keys.filter(
    ({ key }, index) => key !== "" && keys.findIndex((other) => other.key === key) === index,
  );
}

function unique<T>(value: T, index: number, all: T[]): boolean {
  return value !== "" && all.indexOf(value) === index;
}
