// A short name for a text: equal texts, equal names. For ids and caches, not against anybody who wants two to collide.

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** FNV-1a, 64 bits, of the text's UTF-16 code units, as 16 hexadecimal digits. */
export function contentHash(text: string): string {
  let hash = OFFSET;
  for (let i = 0; i < text.length; i++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * PRIME);
  return hash.toString(16).padStart(16, "0");
}
