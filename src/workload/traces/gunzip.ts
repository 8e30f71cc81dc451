// Streaming gunzip for .gz traces, pure (fflate), so that it runs in a browser worker as well. fflate accepts a file
// cut inside its 8-byte trailer: the trailer's length is compared with what came out.
import { Gunzip } from "fflate";
import { InputError } from "../../base/errors.ts";

/** Input is handed over in small pieces: deflate expands up to 1,032 times, so one piece stays below 17 MB. */
const pieceBytes = 16 * 1024;

export function* gunzipChunks(chunks: Iterable<Uint8Array>, file: string): Generator<Uint8Array> {
  let inflated: Uint8Array[] = [];
  let memberBytes = 0;
  let tail = new Uint8Array(0);
  const gunzip = new Gunzip((chunk) => {
    inflated.push(chunk);
    memberBytes += chunk.length;
  });
  gunzip.onmember = () => {
    memberBytes = 0;
  };
  const push = (piece: Uint8Array, last: boolean) => {
    try {
      gunzip.push(piece, last);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw InputError.atStart(file, `gzip data is damaged or truncated (${reason})`);
    }
  };
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      const piece = chunk.subarray(start, start + pieceBytes);
      push(piece, false);
      tail = lastBytes(tail, piece, 4);
      yield* inflated;
      inflated = [];
    }
  }
  push(new Uint8Array(0), true);
  yield* inflated;
  const expectedBytes = tail.length === 4 ? new DataView(tail.buffer).getUint32(0, true) : -1;
  if (expectedBytes !== memberBytes % 2 ** 32) {
    throw InputError.of(file, "", "gzip data is truncated: its length does not match its trailer");
  }
}

function lastBytes(before: Uint8Array, piece: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(before.length + Math.min(piece.length, count));
  joined.set(before);
  joined.set(piece.subarray(-count), before.length);
  return joined.slice(-count);
}
