/** Gives a drawn chart one name; the groups that Plot names inside it are none of a screen reader's business. */
export function namePicture(picture: Element, name: string): void {
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", name);
  for (const group of picture.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
}
