// Random streams named by purpose: the draws of one stream depend on (seed, name) alone, so adding a stream, an
// instance or a deployment changes no other (common random numbers). xoroshiro128+ of pure-rand, whose own
// seeding from one 32-bit number is sparse: the 128 bits of state come from MurmurHash3 of seed and name instead.
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Uniform numbers in [0, 1), multiples of 2^-53. Fits d3-random's `.source`. */
export type RandomStream = () => number;

/** MurmurHash3 (x86, 32 bit; Appleby, public domain) of a sequence of 32-bit words. */
function murmur3(words: readonly number[], salt: number): number {
  let hash = salt | 0;
  for (const word of words) {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= words.length * 4;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

export function randomStream(seed: number, name: string): RandomStream {
  const seedWords = new Int32Array(Float64Array.of(seed + 0).buffer);
  const words = [seedWords[0]!, seedWords[1]!, ...Array.from(name, (letter) => letter.codePointAt(0)!)];
  // Four salts, four words: all zero (a state that never leaves zero) has probability 2^-128.
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((salt) => murmur3(words, salt)));
  // The upper bits of two draws: the lowest bit of xoroshiro128+ is a linear recurrence.
  return () => ((generator.next() >>> 5) * 0x4000000 + (generator.next() >>> 6)) * 2 ** -53;
}
