// The page: rooms, and the link that says which one is open and in what state.
import { element, fill } from "./dom.ts";
import { fromFragment, toFragment } from "./fragment.ts";
import { rooms } from "./rooms/index.ts";
import type { Room } from "./rooms/room.ts";
import { createSimulator } from "./simulator.ts";
import { useTheme } from "./theme.ts";

useTheme();
const simulator = createSimulator();
const host = element("main", { id: "room", tabIndex: -1 });
const navigation = element("nav", { "aria-label": "Rooms" });
/** The last state by what it is about, so that a scenario stays when its reader walks from room to room. */
const states = new Map<string, unknown>();
let open: { room: Room; fragment: string; close(): void } | undefined;

function enter(): void {
  const place = fromFragment(location.hash);
  const room = rooms.find(({ id }) => id === place.room) ?? rooms[0]!;
  // Our own change of the link.
  if (open?.room === room && open.fragment === location.hash) return;
  open?.close();
  const state = place.state ?? states.get(room.about);
  document.title = `${room.title} – forewatt`;
  fill(host);
  showNavigation(room);
  const keep = (kept: unknown) => {
    states.set(room.about, kept);
    const fragment = toFragment({ room: room.id, state: kept });
    if (open) open.fragment = fragment;
    history.replaceState(null, "", fragment);
  };
  open = { room, fragment: location.hash, ...room.open({ host, simulator, state, keep }) };
}

function showNavigation(current: Room): void {
  fill(
    navigation,
    rooms.map((room) =>
      element(
        "a",
        { href: `#${room.id}`, "aria-current": room === current ? "page" : undefined },
        room.title,
      ),
    ),
  );
}

fill(
  document.body,
  element(
    "a",
    {
      className: "skip",
      href: "#room",
      onclick: (event) => {
        event.preventDefault();
        host.focus();
      },
    },
    "Skip to the room",
  ),
  element("header", {}, element("h1", {}, "forewatt"), navigation),
  host,
);

addEventListener("hashchange", enter);
enter();
