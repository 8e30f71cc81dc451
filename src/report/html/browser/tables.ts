// Tables wider than the page say so, and on paper what is folded away is open.

export function tellWidths(): void {
  const tell = ({ target }: { target: Element }) =>
    target.classList.toggle("over", target.scrollWidth > target.clientWidth + 1);
  const observer = new ResizeObserver((entries) => entries.forEach(tell));
  for (const table of document.querySelectorAll(".scroll")) observer.observe(table);
}

/** Charts keep their numbers folded: they are drawn. */
export function unfoldForPrint(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>("details:not(.data):not([open])")];
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
  });
}
