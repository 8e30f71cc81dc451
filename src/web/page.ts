// The page: rooms, and the link that says which one is open and in what state.
import { element, fill } from "./dom.ts";
import { fromFragment, type Place, toFragment } from "./fragment.ts";
import { rooms } from "./rooms/index.ts";
import type { Room } from "./rooms/room.ts";
import type { Simulator } from "./simulator.ts";
import { useTheme } from "./theme.ts";

/** What opens in place of what a link names must not look like it. */
function wrongWith(place: Place, named: Room | undefined, shown: Room): HTMLElement | null {
  const text =
    place.room !== "" && !named
      ? `There is no room “${place.room.slice(0, 40)}”. This is ${shown.title}, one of ${rooms.map(({ title }) => title).join(", ")}.`
      : place.broken
        ? `This link is damaged or cut short: what it should open cannot be read. This is ${shown.title} as it opens without a link.`
        : "";
  return text === "" ? null : element("p", { className: "problem" }, text);
}

export function openPage(simulator: Simulator): void {
  useTheme();
  const host = element("main", { id: "room", tabIndex: -1 });
  const notice = element("div", { id: "notice", role: "alert" });
  const navigation = element("nav", { "aria-label": "Rooms" });
  /** The last state by what it is about, so that a scenario stays when its reader walks from room to room. */
  const states = new Map<string, unknown>();
  let open: { room: Room; fragment: string; close(): void } | undefined;

  function enter(): void {
    const place = fromFragment(location.hash);
    const named = rooms.find(({ id }) => id === place.room);
    const room = named ?? rooms[0]!;
    // Our own change of the link.
    if (open?.room === room && open.fragment === location.hash) return;
    open?.close();
    const state = place.state ?? states.get(room.about);
    document.title = `${room.title} – forewatt`;
    fill(notice, wrongWith(place, named, room));
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
    notice,
    host,
  );

  addEventListener("hashchange", enter);
  enter();
}
