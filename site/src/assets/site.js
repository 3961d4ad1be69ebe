// What the pages do: light or dark, the list of pages on wide screens, and the search.
const root = document.body.dataset.root;
const wide = matchMedia("(min-width: 60rem)");
const menu = document.querySelector(".menu");
const showMenu = () => {
  menu.open = wide.matches;
};
wide.addEventListener("change", showMenu);
showMenu();
document.querySelector(".pages [aria-current]")?.scrollIntoView({ block: "nearest" });

document.querySelector(".theme").addEventListener("click", () => {
  const { dataset } = document.documentElement;
  const isDark = dataset.theme ? dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = isDark ? "light" : "dark";
  try {
    localStorage.setItem("theme", dataset.theme);
  } catch {
    // Then the choice holds for this page alone.
  }
});

/** Programs and commands can be taken along; what a terminal prints is only read. */
for (const block of navigator.clipboard ? document.querySelectorAll(".code:is(.ts, .js, .sh, .html, .json)") : []) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "copy",
    textContent: "Copy",
  });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 1500);
  });
  const frame = Object.assign(document.createElement("div"), { className: "frame" });
  block.replaceWith(frame);
  frame.append(block, button);
}

const [field, list] = document.querySelectorAll(".search > *");
let parts;

/** The words of all pages: loaded once, when someone begins to search. */
function loadWords() {
  parts ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `${root}words.js`;
    script.onload = () => resolve(window.siteWords);
    document.head.append(script);
  });
  return parts;
}

/** Every word must occur. Headings count most, then the beginnings of words. */
function rank([page, heading, , text], words) {
  let sum = 0;
  for (const word of words) {
    const inHeading = heading.toLowerCase().includes(word);
    const inPage = page.toLowerCase().includes(word);
    const at = text.toLowerCase().indexOf(word);
    if (!inHeading && !inPage && at < 0) return 0;
    sum += (inHeading ? 8 : 0) + (heading.toLowerCase() === word ? 20 : 0) + (inPage ? 4 : 0) + (at >= 0 ? 1 : 0);
  }
  return sum;
}

async function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length
    ? (await loadWords())
        .map((part) => ({ part, rank: rank(part, words) }))
        .filter((entry) => entry.rank > 0)
        .sort((a, b) => b.rank - a.rank)
        .slice(0, 12)
    : [];
  list.replaceChildren(...found.map(({ part }) => entryOf(part, words)));
  if (words.length && !found.length)
    list.append(Object.assign(document.createElement("li"), { textContent: "Nothing found." }));
  list.hidden = words.length === 0;
}

function entryOf([page, heading, address, text], words) {
  const link = Object.assign(document.createElement("a"), { href: root + address });
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 30);
  const line = (name, content) => Object.assign(document.createElement(name), { textContent: content });
  link.append(line("b", heading), line("i", page), line("span", text.slice(at, at + 110)));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

field.addEventListener("focus", loadWords);
field.addEventListener("input", search);
addEventListener("keydown", (event) => {
  if (event.key === "Escape") list.hidden = true;
  if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) {
    event.preventDefault();
    field.focus();
  }
});
addEventListener("click", (event) => {
  if (!event.target.closest(".search")) list.hidden = true;
});
