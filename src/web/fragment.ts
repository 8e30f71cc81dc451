// The state of a room in the URL fragment, which never leaves the machine: `#room/<deflated JSON as base64url>`.
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";

export interface Place {
  room: string;
  /** undefined where the fragment holds none, or none that can be read. */
  state: unknown;
  /** There is a state, and it cannot be read. */
  broken?: true;
}

/** What is larger, such as a long series, is not kept in the link; a link of more was not made here. */
const MOST_CHARACTERS = 200_000;

const toText = (bytes: Uint8Array) =>
  btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const toBytes = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

export function toFragment({ room, state }: Place): string {
  if (state === undefined) return `#${room}`;
  const packed = toText(deflateSync(strToU8(JSON.stringify(state)), { level: 9 }));
  return packed.length > MOST_CHARACTERS ? `#${room}` : `#${room}/${packed}`;
}

export function fromFragment(fragment: string): Place {
  const [room = "", packed = ""] = fragment.replace(/^#/, "").split("/");
  if (packed === "") return { room, state: undefined };
  if (packed.length > MOST_CHARACTERS) return { room, state: undefined, broken: true };
  try {
    return { room, state: JSON.parse(strFromU8(inflateSync(toBytes(packed)))) };
  } catch {
    return { room, state: undefined, broken: true };
  }
}
